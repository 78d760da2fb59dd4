using System.Text.Json;
using System.Text.Json.Serialization;

namespace Polpo.Engine.Journal;

/// <summary>Something that happened. Types only gain optional fields; a new meaning is a new type. At most 16 KB: larger content is a blob, named by its hash.</summary>
public interface IFact
{
    /// <summary>The stable name, such as <c>turn.requested</c>.</summary>
    static abstract string Type { get; }
}

/// <summary>A fact as it stands in the journal. (Workspace, Seq) is its key; Seq is dense and in commit order.</summary>
public sealed record Fact(
    string Workspace,
    long Seq,
    DateTimeOffset At,
    string Subject,
    string Actor,
    string Type,
    string Body
)
{
    /// <exception cref="JsonException">The body is not of that shape.</exception>
    public T Read<T>()
        where T : IFact => JsonSerializer.Deserialize<T>(Body, FactJson.Options)!;
}

public sealed record PendingFact(string Subject, string Actor, string Type, string Body)
{
    public const int MaxBytes = 16 * 1024;

    public static PendingFact Of<T>(string subject, string actor, T fact)
        where T : IFact => new(subject, actor, T.Type, JsonSerializer.Serialize(fact, FactJson.Options));
}

public static class FactJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new WireForms() },
    };
}
