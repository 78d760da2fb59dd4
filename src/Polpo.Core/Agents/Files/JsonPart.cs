using System.Text;
using System.Text.Json;

namespace Polpo.Core.Agents.Files;

/// <summary>A value of a JSON text and the bytes that it stands in, so that an edit can leave every other byte alone.</summary>
internal sealed class JsonPart(JsonText text, JsonTokenType kind, int start, int end)
{
    /// <summary>StartObject, StartArray, String, Number, True, False or Null.</summary>
    public JsonTokenType Kind { get; } = kind;

    public int Start { get; } = start;

    /// <summary>The first byte behind the value.</summary>
    public int End { get; } = end;

    public IReadOnlyList<JsonMember> Members { get; init; } = [];

    public IReadOnlyList<JsonPart> Items { get; init; } = [];

    public int Line => text.LineOf(Start);

    /// <summary>The value as it is written in the file.</summary>
    public string Raw => Encoding.UTF8.GetString(text.Bytes.AsSpan(Start, End - Start));

    /// <summary>The member's value; null when there is none or it is <c>null</c>.</summary>
    public JsonPart? this[string name] =>
        Members.FirstOrDefault(member => member.Name == name)?.Value is { Kind: not JsonTokenType.Null } value
            ? value
            : null;

    /// <summary>The value of a string; empty for any other kind.</summary>
    public string Text { get; init; } = "";
}

internal sealed record JsonMember(string Name, int Start, JsonPart Value);
