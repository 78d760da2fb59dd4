using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents.Files;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions.Documents;

/// <summary>Reads the fields of one object and notes what is wrong instead of stopping there: a person mends all mistakes in one go.</summary>
/// <param name="path">How problems call the object, such as <c>tasks[1]</c>; empty for the document.</param>
internal sealed class MissionFields(JsonPart source, string path, MissionProblems problems)
{
    public JsonPart Source => source;

    public JsonPart? this[string name] => source[name];

    public string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public void Note(string name, string message) => problems.Add(source[name] ?? source, Path(name), message);

    /// <summary>Refuses a name that is a known one misspelt: what it says would have no effect. Any other is kept, and told.</summary>
    public void Know(MissionNames names)
    {
        foreach (var member in source.Members.Where(member => !names.Used.Contains(member.Name)))
        {
            if (names.Kept.Contains(member.Name))
                problems.Tell(member.Value, Path(member.Name), "is kept as it is, and not used.");
            else if (problems.Meant(member, names) is { } meant)
                problems.Add(
                    member.Value,
                    Path(member.Name),
                    $"is no field of {names.What}. Did you mean \"{meant}\"?"
                );
            else
                problems.Tell(
                    member.Value,
                    Path(Short(member.Name)),
                    $"is no field of {names.What}. It is kept as it is, and not used."
                );
        }
    }

    public string? Text(string name) =>
        source[name] switch
        {
            null => null,
            { Kind: JsonTokenType.String } part => part.Text,
            var part => Wrong<string>(part, Path(name), "a text"),
        };

    /// <summary>A text that must be there; empty, and noted, when it is not.</summary>
    public string Required(string name)
    {
        if (Text(name) is { } text && !string.IsNullOrWhiteSpace(text))
            return text;
        if (source[name] is null or { Kind: JsonTokenType.String })
            Note(name, "is missing. Give it a text.");
        return "";
    }

    public decimal? Number(string name, decimal least, decimal most)
    {
        if (source[name] is not { } part)
            return null;
        if (
            part.Kind != JsonTokenType.Number
            || !decimal.TryParse(part.Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        )
            return Wrong<decimal?>(part, Path(name), "a number");
        return number >= least && number <= most
            ? number
            : Wrong<decimal?>(part, Path(name), FormattableString.Invariant($"between {least} and {most}"));
    }

    public int? Whole(string name, int least, int most = int.MaxValue) =>
        Number(name, least, most) is not { } number ? null
        : number == decimal.Truncate(number) ? (int)number
        : Wrong<int?>(source[name]!, Path(name), "a whole number"); // Number has read it

    public bool Flag(string name) =>
        source[name] switch
        {
            null => false,
            { Kind: JsonTokenType.True or JsonTokenType.False } part => part.Kind == JsonTokenType.True,
            var part => Wrong<bool>(part, Path(name), "true or false"),
        };

    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant
        )
            ? instant
            : Wrong<DateTimeOffset?>(source[name]!, Path(name), "an ISO 8601 time such as 2027-01-31T18:00:00Z"); // Text has read it
    }

    /// <summary>The items of a list with their paths; none when it is absent or no list.</summary>
    public IReadOnlyList<(JsonPart Part, string Path)> Items(string name) =>
        source[name] switch
        {
            null => [],
            { Kind: JsonTokenType.StartArray } part =>
            [
                .. part.Items.Select((item, index) => (item, $"{Path(name)}[{index}]")),
            ],
            var part => Wrong<IReadOnlyList<(JsonPart, string)>>(part, Path(name), "a list") ?? [],
        };

    public IReadOnlyList<string> Texts(string name) =>
        [
            .. Items(name)
                .Select(item =>
                    item.Part.Kind == JsonTokenType.String
                        ? item.Part.Text
                        : Wrong<string>(item.Part, item.Path, "a text")
                )
                .OfType<string>(),
        ];

    public IEnumerable<MissionFields> Objects(string name) =>
        Items(name)
            .Where(item =>
                item.Part.Kind == JsonTokenType.StartObject || Wrong<bool>(item.Part, item.Path, "an object")
            )
            .Select(item => new MissionFields(item.Part, item.Path, problems));

    public MissionFields? Object(string name) =>
        source[name] switch
        {
            null => null,
            { Kind: JsonTokenType.StartObject } part => new MissionFields(part, Path(name), problems),
            var part => Wrong<MissionFields>(part, Path(name), "an object"),
        };

    public JsonNode? Node(string name) => source[name] is { } part ? JsonNode.Parse(part.Raw) : null;

    /// <summary>Has a reader of another feature look at a value, and keeps what it refuses with the value's place.</summary>
    /// <param name="place">How that reader calls the value.</param>
    public bool Try(string name, JsonPart at, string? place, Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (RefusedException refused)
        {
            Refused(name, at, place, refused.Message);
            return false;
        }
    }

    /// <summary>What that reader says begins with the place, which then is not said twice.</summary>
    private void Refused(string name, JsonPart at, string? place, string said)
    {
        var space = said.IndexOf(' ', StringComparison.Ordinal);
        if (place is null || space < 0 || !said.StartsWith(place, StringComparison.Ordinal))
            problems.Add(at, Path(name), said);
        else
            problems.Add(
                at[said[place.Length..space].TrimStart('.')] ?? at,
                Path(name) + said[place.Length..space],
                said[(space + 1)..]
            );
    }

    private static string Short(string name) => name.Length <= 60 ? name : name[..60] + "…";

    private T? Wrong<T>(JsonPart part, string at, string wanted)
    {
        var found = part.Kind switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            _ => part.Raw.Length <= 60 ? part.Raw : part.Raw[..60] + "…",
        };
        problems.Add(part, at, $"must be {wanted}, found {found}.");
        return default;
    }
}
