using System.Text;

namespace Polpo.Core.Tools.Files;

/// <summary>Makes or replaces a file.</summary>
internal sealed class WriteTool()
    : CheckedTool(
        "write",
        "Write a file: its whole content, as UTF-8. Missing folders are made; an existing file is replaced. Use edit to change a part.",
        """
        {"type":"object","properties":{
          "path":{"type":"string","minLength":1,"description":"File, relative to the working directory"},
          "content":{"type":"string","description":"The whole content"}},
         "required":["path","content"]}
        """
    )
{
    public override bool Repeatable => true;

    public override bool Writes => true;

    protected override async Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        using var root = SafeRoot.Of(context);
        var path = SafePath.Parse(arguments.Text("path"));
        using var slot = root.OpenSlot(path);
        var existed = slot.Existing is not null;
        var bytes = Encoding.UTF8.GetBytes(arguments.Text("content"));
        await slot.ReplaceAsync(stream => stream.WriteAsync(bytes, cancellationToken).AsTask());
        return new ToolResult($"{(existed ? "Replaced" : "Made")} \"{path}\" ({bytes.Length:N0} bytes).");
    }
}
