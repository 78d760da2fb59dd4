using System.Text;
using System.Text.Json;

namespace Polpo.Runner.Egress.Swapping;

/// <summary>How a value may look in a text: as it is, in JSON, in an address.</summary>
internal static class Disguises
{
    public static IEnumerable<byte[]> Of(string value) =>
        new[] { value, JsonEncodedText.Encode(value).ToString(), Uri.EscapeDataString(value), Relaxed(value) }
            .Distinct(StringComparer.Ordinal)
            .Select(Encoding.UTF8.GetBytes);

    private static string Relaxed(string value) =>
        JsonEncodedText.Encode(value, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
}
