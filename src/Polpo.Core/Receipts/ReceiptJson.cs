using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Receipts;

/// <summary>
/// A receipt as text. The canonical form is what is signed: UTF-8, no white space, keys in byte order, no nulls. Reading is strict: a field
/// that we do not know, or one that stands there twice, would be content that nobody signed.
/// </summary>
public static class ReceiptJson
{
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    /// <summary>As it is kept in a file, for people to read.</summary>
    public static string Write(Receipt receipt) => JsonSerializer.Serialize(receipt, Indented) + "\n";

    /// <exception cref="RefusedException">The text is not a receipt.</exception>
    public static Receipt Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Receipt>(text, Compact) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new RefusedException(
                Refusal.Invalid,
                $"This is not a receipt: {Fault(error)}. Give the file as Polpo wrote it.",
                error
            );
        }
    }

    private static string Fault(JsonException error)
    {
        var fault = JsonFault.Of(error);
        return fault is { Line: null, Missing: null } ? "it is empty" : fault.ToString();
    }

    /// <summary>The bytes that are signed: everything but the signature itself.</summary>
    internal static byte[] Signed(Receipt receipt) => Canonical(receipt with { Signature = null });

    internal static byte[] Canonical(Receipt receipt) =>
        JsonSerializer.SerializeToUtf8Bytes(Sorted(JsonSerializer.SerializeToNode(receipt, Compact)), Compact);

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject fields => new JsonObject(
                fields
                    .OrderBy(field => field.Key, StringComparer.Ordinal)
                    .Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Sorted)]),
            _ => node?.DeepClone(),
        };
}
