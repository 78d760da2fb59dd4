using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Polpo.Core.Models;
using Polpo.Core.Models.Catalogue;
using Polpo.Core.Models.Clients;
using Polpo.Core.Models.Providers;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Gateway;

internal sealed partial class Gateway(
    RepositoryOf repositories,
    ChatClients clients,
    PriceTable prices,
    WindowTable windows,
    Retries retries,
    CoolDowns coolDowns,
    TimeProvider time,
    ILogger<Gateway> logger
) : IGateway
{
    /// <summary>One span a call, named by the conventions for generative AI.</summary>
    public static readonly ActivitySource Activities = new("Polpo.Gateway");

    public async Task<Reply> AskAsync(Call call, Action<Delta>? onDelta, CancellationToken cancellationToken)
    {
        var client = clients.For(await repositories(call.Workspace, cancellationToken), call.Model);
        var known = $"{call.Model.Provider} {client.Endpoint?.Address} {client.Endpoint?.KeyVariable}";
        using var activity = Start(call);
        var began = time.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            await CoolAsync(call, known, onDelta, cancellationToken);
            try
            {
                var response = await Attempt.RunAsync(client.Chat, call, onDelta, time, cancellationToken);
                coolDowns.Answered(known);
                var took = time.GetElapsedTime(began);
                var reply = Finish(call, client, response, activity, took, tries);
                GatewayMeter.Answered(call.Model.Provider, reply, took);
                return reply;
            }
            catch (ProviderException failure)
            {
                var wait = retries.After(failure, tries);
                if (Failures.IsCrowded(failure))
                    coolDowns.Crowded(known, failure.RetryAfter ?? wait ?? TimeSpan.Zero);
                var reason = Failures.Reason(failure, call.Model);
                if (wait is null)
                    throw GiveUp(call, client, failure, activity, tries);
                LogRetry(call.Subject, call.Model, tries, reason, (long)wait.Value.TotalMilliseconds);
                await WaitAsync(reason, wait.Value, onDelta, cancellationToken);
            }
        }
    }

    public async ValueTask<ModelWindow> WindowAsync(
        string workspace,
        ModelRef model,
        CancellationToken cancellationToken
    ) => windows.Find(clients.For(await repositories(workspace, cancellationToken), model).Endpoint?.Provider, model);

    public async ValueTask<ModelTerms> TermsAsync(Call call, CancellationToken cancellationToken)
    {
        var endpoint = clients.For(await repositories(call.Workspace, cancellationToken), call.Model).Endpoint;
        var window = windows.Find(endpoint?.Provider, call.Model);
        return new ModelTerms(
            window,
            prices.Find(endpoint?.Provider, call.Model),
            IsFree(endpoint),
            OutputBound.Default(endpoint, window),
            OutputBound.Extra(endpoint, call.Model, call.Reasoning)
        );
    }

    /// <summary>Waits while the provider is being left alone because of other callers' failures.</summary>
    private async Task CoolAsync(Call call, string known, Action<Delta>? onDelta, CancellationToken cancellationToken)
    {
        while (coolDowns.Remaining(known) is { Ticks: > 0 } left)
            await WaitAsync($"{call.Model.Provider} asked for patience", left, onDelta, cancellationToken);
    }

    private async Task WaitAsync(
        string reason,
        TimeSpan wait,
        Action<Delta>? onDelta,
        CancellationToken cancellationToken
    )
    {
        onDelta?.Invoke(new Delta.Retrying(reason, wait));
        await Task.Delay(wait, time, cancellationToken);
    }

    private Reply Finish(
        Call call,
        ModelClient client,
        ChatResponse response,
        Activity? activity,
        TimeSpan took,
        int tries
    )
    {
        var usage = new TokenUsage(
            response.Usage?.InputTokenCount ?? 0,
            response.Usage?.OutputTokenCount ?? 0,
            response.Usage?.CachedInputTokenCount ?? 0
        );
        var written = response.Usage?.AdditionalCounts?.GetValueOrDefault(CallOptions.CacheWriteKey) ?? 0;
        var price = prices.Find(client.Endpoint?.Provider, call.Model);
        var cost = price?.Of(usage.Input, usage.Output, usage.CachedInput, written) ?? Usd.Zero;
        var free = IsFree(client.Endpoint);
        if (price is null && !free)
            LogNoPrice(call.Model);
        activity?.SetTag("gen_ai.usage.input_tokens", usage.Input).SetTag("gen_ai.usage.output_tokens", usage.Output);
        LogCall(
            call.Subject,
            call.Model,
            usage.Input,
            usage.CachedInput,
            usage.Output,
            cost.Micros,
            (long)took.TotalMilliseconds,
            tries
        );
        return new Reply(Message(response), call.Model, usage, cost, response.FinishReason == ChatFinishReason.Length)
        {
            PriceKnown = price is not null || free,
        };
    }

    private static bool IsFree(Endpoint? endpoint) => endpoint is null or { Provider.KeyVariables.Count: 0 };

    /// <summary>All contents in one message: some servers change the message's id in the middle of a stream.</summary>
    private static ChatMessage Message(ChatResponse response) =>
        response.Messages.Count == 1
            ? response.Messages[0]
            : new ChatMessage(ChatRole.Assistant, [.. response.Messages.SelectMany(message => message.Contents)]);

    private RefusedException GiveUp(
        Call call,
        ModelClient client,
        ProviderException failure,
        Activity? activity,
        int tries
    )
    {
        var refusal = Failures.Refusal(failure, call.Model, client.Endpoint, tries);
        activity?.SetStatus(ActivityStatusCode.Error, refusal.Message);
        GatewayMeter.Refused(call.Model.Provider);
        LogRefused(call.Subject, call.Model, tries, refusal.Message);
        return refusal;
    }

    private static Activity? Start(Call call) =>
        Activities
            .StartActivity($"chat {call.Model.Model}", ActivityKind.Client)
            ?.SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.provider.name", call.Model.Provider)
            .SetTag("gen_ai.request.model", call.Model.Model)
            .SetTag("polpo.workspace", call.Workspace)
            .SetTag("polpo.subject", call.Subject);
}
