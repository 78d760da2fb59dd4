using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Agents.Files;

/// <summary>A JSON file as it was read, byte for byte, with its values and their places.</summary>
internal sealed class JsonText
{
    private JsonText(string name, byte[] bytes)
    {
        Name = name;
        Bytes = bytes;
        BomLength = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        Root = Parse();
    }

    /// <summary>How messages call the file: its path below the repository; empty for a text that is no file.</summary>
    public string Name { get; }

    public byte[] Bytes { get; }

    public int BomLength { get; }

    public JsonPart Root { get; }

    /// <exception cref="RefusedException">Not UTF-8, or not JSON; the message names the file and the line.</exception>
    public static JsonText Of(string name, byte[] bytes) => new(name, bytes);

    /// <summary>The line, from 1, that a byte stands in.</summary>
    public int LineOf(int position) => Bytes.AsSpan(0, position).Count((byte)'\n') + 1;

    public RefusedException Refuse(JsonPart at, string what) =>
        new(Refusal.Invalid, Name.Length == 0 ? what : $"`{Name}` line {at.Line}: {what}");

    private JsonPart Parse()
    {
        if (!Utf8.IsValid(Bytes))
            throw new RefusedException(Refusal.Invalid, $"`{Name}` is not UTF-8 text. Save it as UTF-8.");
        try
        {
            return new JsonParts(this).ReadAll();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair in a string is an InvalidOperationException without a line.
            var line = exception is JsonException { LineNumber: { } number } ? number + 1 : LineOf(Bytes.Length);
            throw new RefusedException(
                Refusal.Invalid,
                $"`{Name}` line {line}: this is not valid JSON: {Reason(exception)}.",
                exception
            );
        }
    }

    private static string Reason(Exception exception) =>
        exception
            .Message.Split(" LineNumber:", StringSplitOptions.None)[0]
            .Split(" Path:", StringSplitOptions.None)[0]
            .TrimEnd('.');
}
