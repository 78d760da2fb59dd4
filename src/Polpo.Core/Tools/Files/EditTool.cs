using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Files;

/// <summary>Replaces one place of a text file; encoding, byte order mark and line ends stay as they are.</summary>
internal sealed class EditTool()
    : CheckedTool(
        "edit",
        "Replace one place of a text file. old_text must stand in the file exactly once, white space included.",
        """
        {"type":"object","properties":{
          "path":{"type":"string","minLength":1,"description":"File, relative to the working directory"},
          "old_text":{"type":"string","minLength":1,"description":"What stands there now, with enough around it to be unique"},
          "new_text":{"type":"string","description":"What shall stand there"}},
         "required":["path","old_text","new_text"]}
        """
    )
{
    // Repeated after a crash, the old text is gone: the answer would wrongly say that nothing was changed.
    public override bool Repeatable => false;

    public override bool Writes => true;

    protected override async Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        using var root = SafeRoot.Of(context);
        var path = SafePath.Parse(arguments.Text("path"));
        if (root.Find(path) is null)
            throw new RefusedException(Refusal.NotFound, $"There is no \"{path}\". Use write to make a new file.");
        using var slot = root.OpenSlot(path);
        TextFile file;
        using (var existing = slot.OpenExisting())
            file = await TextFile.ReadAsync(existing, path, cancellationToken);
        var (text, line) = Replace(file.Text, arguments.Text("old_text"), arguments.Text("new_text"), path);
        var bytes = file.Encode(text);
        await slot.ReplaceAsync(stream => stream.WriteAsync(bytes, cancellationToken).AsTask());
        return new ToolResult($"Edited \"{path}\" at line {line}.");
    }

    private static (string Text, int Line) Replace(string text, string old, string replacement, SafePath path)
    {
        if (old == replacement)
            throw new RefusedException(Refusal.Invalid, "old_text and new_text are the same: nothing would change.");
        if (!text.Contains(old, StringComparison.Ordinal) && text.Contains("\r\n", StringComparison.Ordinal))
            // Models write \n; the file ends its lines with \r\n and shall go on to do so.
            (old, replacement) = (WithReturns(old), WithReturns(replacement));
        var at = text.IndexOf(old, StringComparison.Ordinal);
        if (at < 0)
            throw new RefusedException(
                Refusal.NotFound,
                $"not_found: old_text does not stand in \"{path}\". {Hint(text, old)}"
            );
        var again = text.IndexOf(old, at + 1, StringComparison.Ordinal);
        if (again >= 0)
            throw new RefusedException(
                Refusal.Conflict,
                $"not_unique: old_text stands in \"{path}\" at line {LineOf(text, at)} and again at line {LineOf(text, again)}. Take more of the lines around the place that you mean."
            );
        return (string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length)), LineOf(text, at));
    }

    private static string Hint(string text, string old)
    {
        var wanted = old.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0);
        var lines = text.Split('\n');
        var near = wanted is null ? -1 : Array.FindIndex(lines, line => line.Trim() == wanted);
        return near < 0
            ? "Read the file again and copy the text exactly."
            : $"Line {near + 1} reads \"{lines[near].TrimEnd('\r')}\": compare white space and the lines after it, then copy the text exactly.";
    }

    private static string WithReturns(string text) => text.ReplaceLineEndings("\r\n");

    private static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;
}
