using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polpo.Core.Approvals.Expressions;

internal enum ValueKind
{
    Absent,
    Null,
    Truth,
    Number,
    Text,
    List,
    Thing,
}

/// <summary>What a part of a condition comes to. Nothing is converted: a number never equals a text.</summary>
internal readonly record struct Value(ValueKind Kind, double Number = 0, string Text = "", JsonNode? Node = null)
{
    public static readonly Value Absent = new(ValueKind.Absent);
    public static readonly Value Null = new(ValueKind.Null);

    public static Value Of(bool truth) => new(ValueKind.Truth, truth ? 1 : 0);

    public static Value Of(double number) => new(ValueKind.Number, number);

    public static Value Of(string text) => new(ValueKind.Text, Text: text);

    public static Value Of(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            null or JsonValueKind.Null => Null,
            JsonValueKind.True => Of(true),
            JsonValueKind.False => Of(false),
            JsonValueKind.Number => Of(double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture)),
            JsonValueKind.String => Of(node.GetValue<string>()),
            JsonValueKind.Array => new Value(ValueKind.List, Node: node),
            _ => new Value(ValueKind.Thing, Node: node),
        };

    /// <summary>Absent, null, false, 0 and the empty text are not.</summary>
    public bool IsTrue =>
        Kind switch
        {
            ValueKind.Absent or ValueKind.Null => false,
            ValueKind.Truth or ValueKind.Number => Number != 0 && !double.IsNaN(Number),
            ValueKind.Text => Text.Length > 0,
            _ => true,
        };

    /// <param name="strictly">Null is not absent.</param>
    public bool Same(Value other, bool strictly) =>
        (Kind, other.Kind) switch
        {
            (ValueKind.Absent, ValueKind.Null) or (ValueKind.Null, ValueKind.Absent) => !strictly,
            var (left, right) when left != right => false,
            (ValueKind.Number or ValueKind.Truth, _) => Number.Equals(other.Number),
            (ValueKind.Text, _) => Text == other.Text,
            (ValueKind.List or ValueKind.Thing, _) => JsonNode.DeepEquals(Node, other.Node),
            _ => true,
        };

    /// <summary>Below zero, zero or above; null where the two cannot be ordered.</summary>
    public int? Against(Value other) =>
        (Kind, other.Kind) switch
        {
            (ValueKind.Number, ValueKind.Number) => Number.CompareTo(other.Number),
            (ValueKind.Text, ValueKind.Text) => string.CompareOrdinal(Text, other.Text),
            _ => null,
        };

    public bool Includes(Value part) =>
        Kind switch
        {
            ValueKind.Text => part.Kind == ValueKind.Text && Text.Contains(part.Text, StringComparison.Ordinal),
            ValueKind.List => Node!.AsArray().Any(item => Of(item).Same(part, strictly: true)),
            _ => false,
        };

    public Value Member(string name) =>
        Kind switch
        {
            ValueKind.Thing when Node is JsonObject thing && thing.TryGetPropertyValue(name, out var found) => Of(
                found
            ),
            ValueKind.List when name == "length" => Of(Node!.AsArray().Count),
            ValueKind.Text when name == "length" => Of(Text.Length),
            _ => Absent,
        };

    public Value Item(double place) =>
        Kind == ValueKind.List && place >= 0 && place < Node!.AsArray().Count && place % 1 == 0
            ? Of(Node!.AsArray()[(int)place])
            : Absent;
}
