using System.Text.Json;
using System.Text.Json.Serialization;

namespace Polpo.Client;

/// <summary>How every answer and request is written: camelCase, absent instead of null, enums in snake_case.</summary>
public static class Wire
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}

/// <summary>One page; <paramref name="Next"/> is the cursor of the following one, absent on the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);

/// <summary>RFC 9457 problem details: <paramref name="Detail"/> says what is so and what to do.</summary>
public sealed record Problem(string? Type, string? Title, int? Status, string? Detail);
