using Microsoft.Extensions.Logging;
using Polpo.Core.Models;

namespace Polpo.Core.Gateway;

internal sealed partial class Gateway
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Subject} asked {Model}: {Input} tokens in ({CachedInput} cached), {Output} out, {CostMicros} micro-dollars, {Milliseconds} ms, try {Tries}"
    )]
    private partial void LogCall(
        string subject,
        ModelRef model,
        long input,
        long cachedInput,
        long output,
        long costMicros,
        long milliseconds,
        int tries
    );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Subject} asks {Model} again after try {Tries}: {Reason}; waits {WaitMilliseconds} ms"
    )]
    private partial void LogRetry(string subject, ModelRef model, int tries, string reason, long waitMilliseconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Subject} got nothing from {Model} in {Tries} tries: {Sentence}"
    )]
    private partial void LogRefused(string subject, ModelRef model, int tries, string sentence);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The price of {Model} is unknown, so its cost counts as zero. Add it to prices.json in the data folder."
    )]
    private partial void LogNoPrice(ModelRef model);
}
