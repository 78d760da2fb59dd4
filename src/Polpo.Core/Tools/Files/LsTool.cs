using System.Globalization;
using System.Text;

namespace Polpo.Core.Tools.Files;

/// <summary>Lists a folder.</summary>
internal sealed class LsTool()
    : CheckedTool(
        "ls",
        "List a folder: folders end with /, links with @, files show their size in bytes.",
        """{"type":"object","properties":{"path":{"type":"string","description":"Folder, relative to the working directory; the working directory when absent"}}}"""
    )
{
    private const int MostEntries = 1_000;

    public override bool Repeatable => true;

    public override bool Writes => false;

    protected override Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        using var root = SafeRoot.Of(context);
        if (string.IsNullOrEmpty(arguments.OptionalText("path")) && root.Starts[0] != SafePath.Root)
            return Task.FromResult(new ToolResult(string.Concat(root.Starts.Select(start => $"{start}/\n"))));
        var path = SafePath.Parse(arguments.OptionalText("path") is { Length: > 0 } given ? given : ".");
        using var folder = root.OpenFolder(path);
        var entries = FolderListing.Read(folder);
        if (entries.Count == 0)
            return Task.FromResult(new ToolResult($"\"{path}\" is an empty folder."));
        var answer = new StringBuilder();
        foreach (var entry in entries.Take(MostEntries))
            answer
                .Append(
                    Shown(
                        entry,
                        entry.Kind == FileKind.File && entry.Readable ? Libc.Stat(folder, entry.Name)?.Size : null
                    )
                )
                .Append('\n');
        if (entries.Count > MostEntries)
            answer.Append(
                CultureInfo.InvariantCulture,
                $"[{entries.Count - MostEntries} more entries; use glob with a pattern]\n"
            );
        return Task.FromResult(new ToolResult(answer.ToString()));
    }

    private static string Shown(FolderEntry entry, long? size) =>
        entry.Kind switch
        {
            FileKind.Folder => $"{entry.Name}/",
            FileKind.Link => $"{entry.Name}@",
            FileKind.Other when entry.Readable => $"{entry.Name} (pipe, socket or device)",
            _ => entry.Readable
                ? string.Create(CultureInfo.InvariantCulture, $"{entry.Name}  {size}")
                : $"{entry.Name} (name is not UTF-8: use bash)",
        };
}
