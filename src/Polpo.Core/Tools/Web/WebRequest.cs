using System.Net;
using System.Text;
using System.Text.Json;
using Polpo.Core.Vault.Lending;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Web;

/// <summary>What a fetch tool asks for.</summary>
internal sealed record WebRequest(string Url)
{
    public string Method { get; init; } = "GET";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public byte[]? Body { get; init; }

    public static WebRequest From(ToolArguments arguments)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (arguments.Find("headers") is { } given)
            foreach (var header in given.EnumerateObject())
                headers[header.Name] =
                    header.Value.ValueKind == JsonValueKind.String
                        ? header.Value.GetString()!
                        : throw new RefusedException(Refusal.Invalid, $"\"headers.{header.Name}\" must be a string.");
        return new WebRequest(arguments.Text("url"))
        {
            Method = arguments.OptionalText("method") ?? "GET",
            Headers = headers,
            Body = arguments.OptionalText("body") is { } body ? Encoding.UTF8.GetBytes(body) : null,
        };
    }

    /// <summary>The same with the secrets that it names put in, for this address alone: what follows a redirect is filled anew, or refused.</summary>
    public (WebRequest Request, Uri Address) Filled(Uri address, LentSecrets secrets, SecretTarget target)
    {
        var place = secrets.Fill(address.PathAndQuery, target, Uri.EscapeDataString);
        var filled = this with
        {
            Headers = Headers.ToDictionary(
                header => header.Key,
                header => secrets.FillHeader(header.Value, target),
                StringComparer.OrdinalIgnoreCase
            ),
            Body = Body is null
                ? null
                : Encoding.UTF8.GetBytes(secrets.Fill(Encoding.UTF8.GetString(Body), target, one => one)),
        };
        return (
            filled,
            place == address.PathAndQuery ? address : new Uri(address.GetLeftPart(UriPartial.Authority) + place)
        );
    }

    /// <summary>The request that follows a redirect: without its body where the status says so, without secrets at another origin.</summary>
    public WebRequest Redirected(HttpStatusCode status, bool sameOrigin, IReadOnlyList<string> confidential)
    {
        var becomesGet =
            status == HttpStatusCode.SeeOther && Method != "HEAD" || (int)status is 301 or 302 && Method == "POST";
        var kept = Headers
            .Where(header => sameOrigin || !confidential.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Where(header => !becomesGet || !header.Key.StartsWith("content-", StringComparison.OrdinalIgnoreCase));
        return this with
        {
            Method = becomesGet ? "GET" : Method,
            Body = becomesGet ? null : Body,
            Headers = kept.ToDictionary(StringComparer.OrdinalIgnoreCase),
        };
    }
}
