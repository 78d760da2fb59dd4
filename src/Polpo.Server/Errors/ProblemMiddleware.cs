using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Health;

namespace Polpo.Server.Errors;

/// <summary>The one place where what went wrong becomes an answer: a sentence for a refusal, a trace id for a bug.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
                await context.WriteProblemAsync(context.Response.StatusCode, SentenceFor(context));
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            await context.RefuseAsync(refused.Refusal, refused.Message);
        }
        catch (StorageException failed) when (!context.Response.HasStarted)
        {
            await context.RefuseAsync(Refusal.Unavailable, failed.Message);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await context.WriteProblemAsync(bad.StatusCode, BadRequests.Explain(bad, context));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
        }
        // Whatever else arrives here is a bug of ours: told by its id, its details stay in the log.
        catch (Exception bug) when (!context.Response.HasStarted)
        {
            var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
            LogBug(context.Request.Method, context.Request.Path, trace, bug);
            context.Response.Clear();
            await context.WriteProblemAsync(
                StatusCodes.Status500InternalServerError,
                $"The server failed at this request. Its log (logs/server.log in the data folder) tells why under trace id {trace}."
            );
        }
    }

    private static string SentenceFor(HttpContext context) =>
        context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound =>
                $"There is nothing at {context.Request.Path}. /openapi/v1.json lists what there is.",
            StatusCodes.Status405MethodNotAllowed =>
                $"{context.Request.Path} does not answer to {context.Request.Method}. /openapi/v1.json lists what there is.",
            StatusCodes.Status413PayloadTooLarge => BodyLimit.Sentence(context),
            StatusCodes.Status415UnsupportedMediaType =>
                "Send the body as JSON, with the header Content-Type: application/json.",
            StatusCodes.Status400BadRequest when QueryValues.Explain(context) is { } unread => unread,
            _ => "The request was refused.",
        };

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed, trace id {TraceId}")]
    private partial void LogBug(string method, string path, string traceId, Exception bug);
}
