using System.Text.Json;

namespace Polpo.Core.Agents.Files;

/// <summary>Reads a JSON text into parts that know where they stand.</summary>
internal ref struct JsonParts(JsonText text)
{
    /// <summary>A large text of nothing but short values would take a hundred times its size.</summary>
    private const int MostValues = 1_000_000;

    private int _values;
    private Utf8JsonReader _reader = new(text.Bytes.AsSpan(text.BomLength), new JsonReaderOptions { MaxDepth = 64 });

    /// <exception cref="JsonException">Not one well-formed JSON value, or a name stands twice in one object.</exception>
    public JsonPart ReadAll()
    {
        Advance();
        var root = ReadValue();
        if (_reader.Read())
            throw new JsonException("there is more after the end of the value");
        return root;
    }

    private readonly int Position => (int)_reader.TokenStartIndex + text.BomLength;

    private readonly int Behind => (int)_reader.BytesConsumed + text.BomLength;

    private void Advance()
    {
        if (!_reader.Read())
            throw new JsonException("the file ends too early");
    }

    private JsonPart ReadValue()
    {
        if (++_values > MostValues)
            throw new JsonException($"it has more than {MostValues} values");
        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(),
            JsonTokenType.StartArray => ReadArray(),
            JsonTokenType.String => new JsonPart(text, JsonTokenType.String, Position, Behind)
            {
                Text = _reader.GetString()!,
            },
            var kind => new JsonPart(text, kind, Position, Behind),
        };
    }

    private JsonPart ReadObject()
    {
        var start = Position;
        var members = new List<JsonMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (Advance(); _reader.TokenType != JsonTokenType.EndObject; Advance())
        {
            var name = _reader.GetString()!;
            var nameStart = Position;
            if (!names.Add(name))
                throw new JsonException($"\"{name}\" stands twice in one object", null, text.LineOf(nameStart) - 1, 0);
            Advance();
            members.Add(new JsonMember(name, nameStart, ReadValue()));
        }
        return new JsonPart(text, JsonTokenType.StartObject, start, Behind) { Members = members };
    }

    private JsonPart ReadArray()
    {
        var start = Position;
        var items = new List<JsonPart>();
        for (Advance(); _reader.TokenType != JsonTokenType.EndArray; Advance())
            items.Add(ReadValue());
        return new JsonPart(text, JsonTokenType.StartArray, start, Behind) { Items = items };
    }
}
