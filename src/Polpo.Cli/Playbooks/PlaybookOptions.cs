using System.CommandLine;
using System.Text.Json.Nodes;
using Polpo.Cli.Shell;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Playbooks;

/// <summary>Which playbook, and with what.</summary>
internal static class PlaybookOptions
{
    public const string Folder = ".polpo/playbooks";

    public static readonly Argument<string> Named = new("PLAYBOOK") { Description = "The playbook's name." };

    public static readonly Argument<string> Document = new("NAME|FILE")
    {
        Description = $"A playbook's name, or a file with one.",
    };

    public static readonly Option<string[]> Values = new("-p", "--param")
    {
        Description = "A parameter's value; once for each parameter.",
        HelpName = "NAME=VALUE",
    };

    /// <summary>The texts as they were typed; the server reads each in its parameter's type.</summary>
    public static JsonObject Read(Invocation command)
    {
        var values = new JsonObject();
        foreach (var text in command.Get(Values) ?? [])
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new RefusedException(Refusal.Invalid, $"-p takes NAME=VALUE, found \"{text}\".");
            if (!values.TryAdd(text[..at], JsonValue.Create(text[(at + 1)..])))
                throw new RefusedException(Refusal.Invalid, $"-p {text[..at]} is given twice. Give it once.");
        }
        return values;
    }

    /// <summary>The bytes of the file that was named; null when it is no file.</summary>
    public static (string Shown, byte[] Bytes)? File(Invocation command)
    {
        const int most = 4 * 1024 * 1024;
        var text = command.Get(Document);
        var path = Path.GetFullPath(text, command.Here.Folder);
        if (!System.IO.File.Exists(path))
            return null;
        if (new FileInfo(path).Length > most)
            throw new RefusedException(Refusal.OverLimit, $"{text} is larger than 4 MB. That is no playbook.");
        return (text, System.IO.File.ReadAllBytes(path));
    }
}
