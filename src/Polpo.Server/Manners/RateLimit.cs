using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Manners;

/// <summary>
/// So many requests a minute of each key and each person, whatever address or header they come with. The command line of the server's own
/// account is not counted: it is the one who would lift the limit.
/// </summary>
internal sealed class RateLimit(RequestDelegate next, RateLimits limits)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<Caller>() is { } caller && context.Features.Get<OwnAccount>() is null)
            limits.Take(caller.Actor, context.Response.Headers);
        await next(context);
    }
}

/// <summary>The request comes with the token of the server's own account.</summary>
internal sealed record OwnAccount;

/// <summary>A bucket for each caller: a minute's worth at once, and then as it fills again.</summary>
internal sealed class RateLimits : IDisposable
{
    /// <summary>What a minute grants comes in parts, so that who has used it up waits a second and not a minute.</summary>
    private const int Parts = 60;

    private readonly int _most;
    private readonly PartitionedRateLimiter<string>? _callers;

    public RateLimits(MannerOptions options)
    {
        _most = options.PerMinute ?? 0;
        if (_most == 0)
            return;
        var parts = Math.Max(1, _most / Parts);
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = _most,
            TokensPerPeriod = parts,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) * parts / _most,
            QueueLimit = 0,
        };
        _callers = PartitionedRateLimiter.Create<string, string>(caller =>
            RateLimitPartition.GetTokenBucketLimiter(caller, _ => bucket)
        );
    }

    /// <exception cref="RefusedException">The caller has used up what there is.</exception>
    public void Take(string caller, IHeaderDictionary headers)
    {
        if (_callers is null)
            return;
        using var lease = _callers.AttemptAcquire(caller);
        var left = lease.IsAcquired ? _callers.GetStatistics(caller)?.CurrentAvailablePermits ?? 0 : 0;
        headers["RateLimit-Limit"] = _most.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = SecondsTo(_most - left);
        if (lease.IsAcquired)
            return;
        headers.RetryAfter = SecondsTo(1);
        throw new RefusedException(
            Refusal.OverLimit,
            $"More than {_most} requests a minute came from you. Wait as many seconds as Retry-After says, and send fewer; {MannerOptions.RateVariable} of the server sets the limit."
        );
    }

    private string SecondsTo(long tokens) =>
        Math.Max(1, Math.Ceiling(60.0 * tokens / _most)).ToString(CultureInfo.InvariantCulture);

    public void Dispose() => _callers?.Dispose();
}
