using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Receipts;

/// <summary>A receipt as text. What is signed is the same text without its signature, on one line, fields in their fixed order.</summary>
public static class ReceiptJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true };

    public static string Write(Receipt receipt) => JsonSerializer.Serialize(receipt, Indented);

    /// <exception cref="RefusedException">The text is not a receipt, or holds a field that no receipt has.</exception>
    public static Receipt Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Receipt>(text, Options)!;
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(Refusal.Invalid, $"This is not a receipt of Polpo: {wrong.Message}", wrong);
        }
    }

    internal static byte[] Signed(Receipt receipt) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(receipt with { Signature = null }, Options));
}
