using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polpo.Core.Agents.Files;

/// <summary>Changes single values of a JSON text. What is not named stays as it was, to the byte; what is new is laid out as its neighbours are.</summary>
internal sealed class JsonEdit(JsonText text)
{
    private readonly List<(int Start, int End, string Replacement)> _changes = [];
    private readonly JsonLayout _layout = JsonLayout.Of(text);

    public void Replace(JsonPart value, JsonNode replacement) =>
        _changes.Add((value.Start, value.End, _layout.Write(replacement, _layout.IndentAt(value.Start))));

    /// <summary>Adds an item at the end of an array.</summary>
    public void Append(JsonPart array, JsonNode item) =>
        Insert(
            array,
            array.Items.Count == 0 ? null : (array.Items[^1].Start, array.Items[^1].End),
            indent => _layout.Write(item, indent)
        );

    /// <summary>Adds a member at the end of an object.</summary>
    public void Append(JsonPart target, string name, JsonNode value) =>
        Insert(
            target,
            target.Members.Count == 0 ? null : (target.Members[^1].Start, target.Members[^1].Value.End),
            indent => $"{_layout.Write(JsonValue.Create(name), "")}: {_layout.Write(value, indent)}"
        );

    public void RemoveItem(JsonPart array, int index)
    {
        var items = array.Items;
        var (start, end) =
            items.Count == 1 ? (array.Start + 1, array.End - 1)
            : index < items.Count - 1 ? (items[index].Start, items[index + 1].Start)
            : (items[index - 1].End, items[index].End);
        _changes.Add((start, end, ""));
    }

    /// <summary>The whole text with the changes.</summary>
    public byte[] Apply()
    {
        using var result = new MemoryStream();
        var from = 0;
        foreach (var (start, end, replacement) in _changes.OrderBy(change => change.Start))
        {
            result.Write(text.Bytes.AsSpan(from, start - from));
            result.Write(Encoding.UTF8.GetBytes(replacement));
            from = end;
        }
        result.Write(text.Bytes.AsSpan(from));
        return result.ToArray();
    }

    private void Insert(JsonPart container, (int Start, int End)? last, Func<string, string> write)
    {
        if (last is { } neighbour)
        {
            var alone = container.Items.Count + container.Members.Count == 1;
            var lead =
                _layout.GapBefore(neighbour.Start) is { Length: > 0 } gap ? gap
                : alone ? " "
                : "";
            _changes.Add((neighbour.End, neighbour.End, "," + lead + write(_layout.IndentAt(neighbour.Start))));
            return;
        }
        var outer = _layout.Break + _layout.IndentAt(container.Start);
        var inner = _layout.IndentAt(container.Start) + _layout.Unit;
        var (open, close) = container.Kind == JsonTokenType.StartArray ? ("[", "]") : ("{", "}");
        _changes.Add((container.Start, container.End, $"{open}{_layout.Break}{inner}{write(inner)}{outer}{close}"));
    }
}
