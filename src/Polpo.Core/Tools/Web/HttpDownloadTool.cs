using Polpo.Core.Tools.Files;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Web;

/// <summary>Keeps what a public web address answers as a file.</summary>
internal sealed class HttpDownloadTool(WebClient web, TimeProvider time)
    : CheckedTool(
        "http_download",
        "Download a public web address to a file of the working directory: at most 100 MB in at most 120 seconds.",
        """
        {"type":"object","properties":{
          "url":{"type":"string","minLength":1},
          "path":{"type":"string","minLength":1,"description":"File to make or replace, relative to the working directory"},
          "headers":{"type":"object"}},
         "required":["url","path"]}
        """
    )
{
    private const long LargestFile = 100L << 20;

    public override bool Repeatable => true;

    public override bool Writes => true;

    protected override async Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        using var timer = new CancellationTokenSource(TimeSpan.FromSeconds(120), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await DownloadAsync(context, arguments, either.Token);
        }
        catch (OperationCanceledException)
            when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RefusedException(
                Refusal.Unavailable,
                "The download took more than 120 seconds; nothing was written."
            );
        }
    }

    private async Task<ToolResult> DownloadAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        using var root = SafeRoot.Of(context);
        var path = SafePath.Parse(arguments.Text("path"));
        using var response = await web.SendAsync(context, WebRequest.From(arguments), cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new RefusedException(
                Refusal.Unavailable,
                $"{arguments.Text("url")} answered {(int)response.StatusCode} {response.ReasonPhrase}; nothing was written."
            );
        // Only now: a failed request makes no folder.
        using var slot = root.OpenSlot(path);
        await slot.ReplaceAsync(async stream =>
        {
            if (!await WebBody.CopyAsync(response, stream, LargestFile, context.Secrets.Redaction, cancellationToken))
                throw new RefusedException(
                    Refusal.OverLimit,
                    $"{arguments.Text("url")} has more than {LargestFile:N0} bytes; nothing was written."
                );
        });
        var type = response.Content.Headers.ContentType?.MediaType ?? "unknown type";
        return new ToolResult($"Downloaded {slot.Existing?.Size:N0} bytes ({type}) to \"{path}\".");
    }
}
