using System.Reflection;
using System.Text.Json;

namespace Polpo.Runner.Protocol;

/// <summary>How messages are written: UTF-8 JSON, one a line, nulls left out.</summary>
internal static class Wire
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
    };

    /// <summary>A runner serves only a product of its own version.</summary>
    public static string Version { get; } =
        "2/" + (Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0");

    /// <summary>The runner's only word on standard output, once it listens.</summary>
    public const string Ready = "ready";

    public static byte[] Line<T>(T message)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, Json);
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        return json;
    }

    /// <exception cref="JsonException">The line is not such a message.</exception>
    public static T Read<T>(string line) =>
        JsonSerializer.Deserialize<T>(line, Json) ?? throw new JsonException("The message is null.");
}
