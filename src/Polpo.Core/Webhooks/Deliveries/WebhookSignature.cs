using System.Security.Cryptography;
using System.Text;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Webhooks.Deliveries;

/// <summary>
/// The signature of Standard Webhooks: HMAC-SHA256 over id, timestamp and body. A receiver that compares it, and the timestamp with its
/// own clock, knows that the request is ours, unchanged and new.
/// </summary>
internal static class WebhookSignature
{
    private const string Mark = "whsec_";

    public static Secret NewKey() => new(Mark + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    public static string Of(Secret key, string id, long timestamp, string body)
    {
        var bytes = Convert.FromBase64String(key.Reveal()[Mark.Length..]);
        var signed = HMACSHA256.HashData(bytes, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        return "v1," + Convert.ToBase64String(signed);
    }
}
