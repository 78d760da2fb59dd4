using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Polpo.Core.Answers;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Server.Errors;

namespace Polpo.Server.Manners;

/// <summary>
/// A POST that its sender names by <c>Idempotency-Key</c> is done once: who sends it again within a day gets the answer of the first time.
/// Refused requests are not kept, nothing came of them.
/// </summary>
internal sealed class IdempotencyKeys(RequestDelegate next, KeptAnswers answers)
{
    public const string Header = "Idempotency-Key";

    private const int Longest = 200;

    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
        && context.Request.Headers.ContainsKey(Header)
        && context.GetEndpoint() is not null
        && context.Features.Get<Caller>() is { } caller
            ? OnceAsync(context, caller, KeyOf(context.Request))
            : next(context);

    private async Task OnceAsync(HttpContext context, Caller caller, string key)
    {
        var request = await FingerprintAsync(context.Request, context.RequestAborted);
        if (await answers.BeginAsync(caller, key, request, context.RequestAborted) is { } known)
            await RepeatAsync(context, known, request);
        else
            await RecordAsync(context, caller, key);
    }

    private static string KeyOf(HttpRequest request)
    {
        var key = request.Headers[Header].ToString();
        return key.Length is > 0 and <= Longest && key.All(letter => letter is > ' ' and <= '~')
            ? key
            : throw new RefusedException(
                Refusal.Invalid,
                $"{Header} must be 1 to {Longest} visible ASCII characters without spaces, such as a UUID."
            );
    }

    /// <summary>Of all that decides what is done.</summary>
    private static async Task<string> FingerprintAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n{request.Headers.IfMatch}\n"));
        // Whoever takes JSON has it read and put back by now.
        if (request.Body is MemoryStream body)
        {
            hash.AppendData(await HashAsync(body, cancellationToken));
            body.Position = 0;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<byte[]> HashAsync(MemoryStream body, CancellationToken cancellationToken) =>
        await SHA256.HashDataAsync(body, cancellationToken);

    private async Task RecordAsync(HttpContext context, Caller caller, string key)
    {
        var open = context.Response.Body;
        using var written = new MemoryStream();
        context.Response.Body = written;
        var done = false;
        var gone = context.RequestAborted;
        // To the end, also when its sender goes away in the middle: what was done must be answered when it asks again.
        context.RequestAborted = CancellationToken.None;
        try
        {
            await next(context);
            done = context.Response.StatusCode is >= 200 and < 300;
            if (done)
                await answers.FinishAsync(caller, key, AnswerOf(context, written), CancellationToken.None);
        }
        finally
        {
            context.Response.Body = open;
            context.RequestAborted = gone;
            if (!done)
                await answers.ReleaseAsync(caller, key, CancellationToken.None);
        }
        written.Position = 0;
        await written.CopyToAsync(open, context.RequestAborted);
    }

    private static Answer AnswerOf(HttpContext context, MemoryStream written) =>
        new(
            context.Response.StatusCode,
            context.Response.ContentType,
            context.Response.Headers.Location,
            ShownOnce.IsSaidBy(context.GetEndpoint()) ? null : written.ToArray()
        );

    private static async Task RepeatAsync(HttpContext context, KeptAnswer known, string request)
    {
        if (known.Request != request)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status422UnprocessableEntity,
                $"This {Header} was used for another request. Use a new key for each request, and the same key only to send the same request again."
            );
            return;
        }
        if (known.Status is not { } status)
            throw new RefusedException(
                Refusal.Conflict,
                "The request with this key is being answered, or a stop of the server broke it off. Send it again in a moment; if that stays so, look whether it was done, and use a new key."
            );
        if (known.Body is not { } body)
            throw new RefusedException(
                Refusal.Conflict,
                $"This was done already (status {status}), and its answer is not kept: it has a secret that is shown once, or is too large. {Where(known)}"
            );
        context.Response.StatusCode = status;
        context.Response.ContentType = known.ContentType;
        context.Response.Headers["Idempotency-Replayed"] = "true";
        if (known.Location is { } location)
            context.Response.Headers.Location = location;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static string Where(KeptAnswer known) =>
        known.Location is { } made ? $"What it made is at {made}." : "Look at what it made, or use a new key.";
}
