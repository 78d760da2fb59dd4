using System.Text;

namespace Polpo.Core.Tools.Files;

/// <summary>Finds files by pattern.</summary>
internal sealed class GlobTool(TimeProvider time)
    : CheckedTool(
        "glob",
        "Find files by pattern, such as src/**/*.ts or **/*.{js,mjs}. Answers up to 200 paths in path order; links and .git are left out.",
        """
        {"type":"object","properties":{
          "pattern":{"type":"string","minLength":1},
          "path":{"type":"string","description":"Folder to search, relative to the working directory"}},
         "required":["pattern"]}
        """
    )
{
    private const int MostFiles = 200;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    public override bool Repeatable => true;

    public override bool Writes => false;

    protected override Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    ) => Task.Run(() => Search(context, arguments, cancellationToken), cancellationToken);

    private ToolResult Search(ToolContext context, ToolArguments arguments, CancellationToken cancellationToken)
    {
        using var root = SafeRoot.Of(context);
        var search = new FileSearch(root, arguments.OptionalText("path"), TimeLimit, time);
        var glob = Glob.Parse(arguments.Text("pattern"));
        var answer = new StringBuilder();
        var found = 0;
        foreach (var (file, start) in search.Files(cancellationToken))
        {
            // A pattern may be written from the folder searched or from the working directory.
            if (!glob.Matches(file, start) && !glob.Matches(file, SafePath.Root))
                continue;
            if (found++ == MostFiles)
            {
                answer.Append("[more than 200 files match; use a narrower pattern]\n");
                break;
            }
            answer.Append(file.Text).Append('\n');
        }
        if (search.TimeIsUp)
            answer.Append("[stopped after 10 seconds; name a folder with path]\n");
        return new ToolResult(answer.Length == 0 ? "No file matches." : answer.ToString());
    }
}
