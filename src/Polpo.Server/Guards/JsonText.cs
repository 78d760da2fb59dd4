using System.Text.Json;
using System.Text.Unicode;

namespace Polpo.Server.Guards;

/// <summary>
/// What the syntax of JSON allows and no reader of ours takes: a name twice in an object (readers differ in which of the two counts), texts that
/// are no Unicode or hold a NUL (no database, file name or environment keeps it), nesting without end.
/// </summary>
internal static class JsonText
{
    /// <summary>As deep as the serializer follows.</summary>
    private const int Deepest = 64;

    /// <summary>What is wrong, as a sentence; null: nothing, or no JSON at all, which whoever reads it says better.</summary>
    public static string? Fault(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Deepest + 1 });
        var objects = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                if (FaultOf(ref reader, objects) is { } what)
                    return $"{what} ({Place(json[..(int)reader.TokenStartIndex])}).";
            }
        }
        catch (JsonException)
        {
            // Not JSON from here on.
        }
        return null;
    }

    private static string? FaultOf(ref Utf8JsonReader reader, Stack<HashSet<string>> objects)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= Deepest:
                return $"The body is nested more than {Deepest} levels deep. Make it flatter";
            case JsonTokenType.StartObject:
                objects.Push(new HashSet<string>(StringComparer.Ordinal));
                return null;
            case JsonTokenType.EndObject:
                objects.Pop();
                return null;
            case JsonTokenType.PropertyName:
                return FaultOfText(ref reader)
                    ?? (reader.GetString() is { } name && objects.Peek().Add(name) ? null : Twice(reader.GetString()!)); // a name is a text
            case JsonTokenType.String:
                return FaultOfText(ref reader);
            default:
                return null;
        }
    }

    private static string Twice(string name) =>
        $"The body has the field \"{(name.Length <= 100 ? name : name[..100] + "…")}\" twice in one object. Leave one of them out";

    private static string? FaultOfText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return Utf8.IsValid(reader.ValueSpan) ? null : "The body has a text that is not UTF-8. Save it as UTF-8";
        try
        {
            return reader.GetString()!.Contains('\0')
                ? "The body has a text with a NUL character (\\u0000). Leave it out"
                : null; // a text
        }
        // The reader's word for half of a surrogate pair.
        catch (InvalidOperationException)
        {
            return "The body has a text with half a character: a \\ud800 to \\udfff without its partner. Leave it out";
        }
    }

    private static string Place(ReadOnlySpan<byte> before)
    {
        var line = before.Count((byte)'\n') + 1;
        return FormattableString.Invariant($"line {line}, byte {before.Length - before.LastIndexOf((byte)'\n')}");
    }
}
