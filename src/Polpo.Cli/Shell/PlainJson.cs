using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Polpo.Client;

namespace Polpo.Cli.Shell;

/// <summary>JSON as a person reads it too: an apostrophe is one. What would steer a terminal stays escaped.</summary>
internal static class PlainJson
{
    private static readonly JsonSerializerOptions Options = new(Wire.Json)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of<T>(T item)
    {
        var json = JsonSerializer.Serialize(item, Options);
        if (!json.Any(Plain.IsHarmful))
            return json;
        var escaped = new StringBuilder(json.Length + 8);
        foreach (var character in json)
        {
            // They can stand in texts only, where they may be written so.
            if (Plain.IsHarmful(character))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                escaped.Append(character);
        }
        return escaped.ToString();
    }
}
