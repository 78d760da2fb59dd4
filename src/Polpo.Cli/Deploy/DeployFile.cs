using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Deploy;

/// <summary>A file of <c>.polpo</c>, read once: what is compared is what is sent.</summary>
internal sealed class DeployFile
{
    private const int Largest = Missions.MissionFile.MostBytes;

    private static readonly JsonSerializerOptions Strict = MakeStrict();

    private DeployFile(string name, string path, byte[] bytes) => (Name, Path, Bytes) = (name, path, bytes);

    public string Name { get; }

    public string Path { get; }

    public byte[] Bytes { get; }

    /// <exception cref="RefusedException">It is no JSON.</exception>
    public JsonNode Node
    {
        get
        {
            try
            {
                // The marks at the start are no part of JSON, and some editors write them.
                return JsonNode.Parse(Bytes.AsSpan().StartsWith("\uFEFF"u8) ? Bytes.AsSpan(3) : Bytes)
                    ?? throw new RefusedException(Refusal.Invalid, $"{Path} holds nothing.");
            }
            catch (JsonException wrong)
            {
                throw new RefusedException(
                    Refusal.Invalid,
                    $"{Path} is not JSON: line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}.",
                    wrong
                );
            }
        }
    }

    /// <exception cref="RefusedException">The file has another shape.</exception>
    public T As<T>()
    {
        try
        {
            return Node.Deserialize<T>(Strict)!; // no literal null: Node refuses it
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(Refusal.Invalid, $"{Path}: {JsonFault.Of(wrong)}. Correct the file.", wrong);
        }
    }

    private static JsonSerializerOptions MakeStrict()
    {
        var options = new JsonSerializerOptions(Wire.Json);
        StrictJson.Apply(options);
        return options;
    }

    /// <exception cref="RefusedException">It is too large, or cannot be read.</exception>
    public static DeployFile Read(string name, string path, DeployBudget budget)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
            if (stream.Length > Largest)
                throw new RefusedException(
                    Refusal.Invalid,
                    $"{path} is larger than {Largest >> 20} MB, and is not sent."
                );
            budget.Take(stream.Length);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new DeployFile(name, path, bytes);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(Refusal.Invalid, $"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }
}

/// <summary>How much is read in all.</summary>
internal sealed class DeployBudget
{
    private const long Most = 256L << 20;

    private long _taken;

    public void Take(long bytes)
    {
        _taken += bytes;
        if (_taken > Most)
            throw new RefusedException(
                Refusal.OverLimit,
                $".polpo holds more than {Most >> 20} MB, which is not sent at once. Take out of it what does not belong there."
            );
    }
}
