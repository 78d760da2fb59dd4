using System.Globalization;

namespace Polpo.Runner.Egress.Secrets;

/// <summary>The first lines of a request, taken apart strictly: what two readers could understand differently is no request.</summary>
internal sealed record HttpRequestHead(
    string Method,
    string Target,
    IReadOnlyList<(string Name, string Value)> Headers,
    long? Length,
    bool Chunked
)
{
    /// <summary>Null when it cannot be read, or could be read in two ways.</summary>
    public static HttpRequestHead? Read(string head)
    {
        var lines = head.Split("\r\n");
        if (
            lines[0].Split(' ') is not [{ Length: > 0 } method, { Length: > 0 } target, "HTTP/1.1"]
            || !method.All(char.IsAsciiLetterUpper)
            || head.AsSpan().ContainsAny("\0")
            || head.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny("\r\n")
        )
            return null;
        List<(string Name, string Value)> headers = [];
        foreach (var line in lines.Skip(1).TakeWhile(line => line.Length > 0))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !line[..colon].All(IsToken))
                return null;
            headers.Add((line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }
        return Framed(new HttpRequestHead(method, target, headers, null, false));
    }

    public string? this[string name] =>
        Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static HttpRequestHead? Framed(HttpRequestHead head)
    {
        var lengths = head.All("Content-Length");
        var codings = head.All("Transfer-Encoding");
        if (codings.Count > 0)
            return lengths.Count == 0 && codings is ["chunked"] ? head with { Chunked = true } : null;
        if (lengths.Count == 0)
            return head;
        return
            lengths.Count == 1
            && long.TryParse(lengths[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? head with
            {
                Length = length,
            }
            : null;
    }

    public IReadOnlyList<string> All(string name) =>
        [
            .. Headers
                .Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(header => header.Value.ToLowerInvariant()),
        ];

    private static bool IsToken(char character) =>
        char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal);
}
