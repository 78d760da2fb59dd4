using System.Text.Json;

namespace Polpo.Core.Models.Catalogue;

/// <summary>What is known by <c>provider/model</c>. A name that ends in <c>*</c> covers every model that begins so; the longest match counts.</summary>
internal sealed class ByModel<T>
    where T : class
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly Dictionary<string, T> _entries;

    private ByModel(Dictionary<string, T> entries) => _entries = entries;

    /// <summary>One of the tables that are part of the program.</summary>
    public static ByModel<T> Embedded(string name)
    {
        using var file = typeof(ByModel<T>).Assembly.GetManifestResourceStream($"Polpo.Core.Models.Catalogue.{name}")!; // embedded by the project
        return new ByModel<T>(
            new Dictionary<string, T>(
                JsonSerializer.Deserialize<Dictionary<string, T>>(file, Json)!,
                StringComparer.OrdinalIgnoreCase
            )
        );
    }

    /// <summary>Those of a table in the same shape win.</summary>
    /// <exception cref="JsonException">The text is not such a table.</exception>
    public void Add(string text)
    {
        foreach (var (model, entry) in JsonSerializer.Deserialize<Dictionary<string, T>>(text, Json) ?? [])
            _entries[model] = entry;
    }

    public T? Find(ModelRef model)
    {
        // An aggregator sells provider/model names of others.
        var name =
            model.Provider == "openrouter" && model.Model.Contains('/')
                ? model.Model.Replace('.', '-')
                : model.ToString();
        return _entries.GetValueOrDefault(name) ?? Longest(name);
    }

    private T? Longest(string name) =>
        _entries
            .Where(entry =>
                entry.Key.EndsWith('*') && name.StartsWith(entry.Key[..^1], StringComparison.OrdinalIgnoreCase)
            )
            .OrderByDescending(entry => entry.Key.Length)
            .Select(entry => entry.Value)
            .FirstOrDefault();
}
