using Polpo.Core.Budgets.Holds;
using Polpo.Core.Budgets.Spending;
using Polpo.Core.Models;
using Polpo.Core.Models.Catalogue;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Gateway;

/// <summary>Takes room in the budgets before a model is asked, and counts what it has cost after.</summary>
internal sealed class MeteredGateway(IGateway inner, Purse purse, HoldUpkeep upkeep, TimeProvider time) : IGateway
{
    /// <summary>After so long it is looked again whether calls under way have given room back.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    public async Task<Reply> AskAsync(Call call, Action<Delta>? onDelta, CancellationToken cancellationToken)
    {
        var terms = await inner.TermsAsync(call, cancellationToken);
        var taken = await TakeAsync(call, terms, onDelta, cancellationToken);
        if (taken is not null)
            call = call with { MaxOutputTokens = taken.Output };
        var began = time.GetTimestamp();
        var reply = await AskAsync(call, taken?.Hold, onDelta, cancellationToken);
        var bill = new Bill(
            call.Workspace,
            call.Charge,
            taken?.Hold,
            reply.Model,
            reply.Cost,
            reply.Usage.Input,
            reply.Usage.Output,
            reply.Usage.CachedInput,
            time.GetElapsedTime(began),
            !reply.PriceKnown
        );
        if (call.SettledByCaller)
            return reply with { Bill = bill };
        // The model has answered: that is counted, whoever has given up waiting meanwhile.
        await purse.SettleAsync(bill, CancellationToken.None);
        return reply;
    }

    public ValueTask<ModelWindow> WindowAsync(string workspace, ModelRef model, CancellationToken cancellationToken) =>
        inner.WindowAsync(workspace, model, cancellationToken);

    public ValueTask<ModelTerms> TermsAsync(Call call, CancellationToken cancellationToken) =>
        inner.TermsAsync(call, cancellationToken);

    private async Task<Held.Taken?> TakeAsync(
        Call call,
        ModelTerms terms,
        Action<Delta>? onDelta,
        CancellationToken cancellationToken
    )
    {
        var request = new HoldRequest(
            call.Workspace,
            call.Charge,
            call.Model.ToString(),
            PromptSize.Of(call),
            call.MaxOutputTokens ?? terms.Output
        )
        {
            Price = terms.Price,
            Free = terms.Free,
            Extra = terms.Extra,
        };
        while (true)
        {
            switch (await purse.HoldAsync(request, cancellationToken))
            {
                case Held.Taken taken:
                    return taken;
                case Held.Wait wait:
                    onDelta?.Invoke(new Delta.Retrying(wait.Reason, Again));
                    await Task.Delay(Again, time, cancellationToken);
                    break;
                default:
                    return null;
            }
        }
    }

    private async Task<Reply> AskAsync(
        Call call,
        Hold? hold,
        Action<Delta>? onDelta,
        CancellationToken cancellationToken
    )
    {
        if (hold is null)
            return await inner.AskAsync(call, onDelta, cancellationToken);
        upkeep.Begin(hold);
        try
        {
            return await inner.AskAsync(call, onDelta, cancellationToken);
        }
        catch (RefusedException refused)
        {
            await purse.ReleaseAsync(hold, reached: false, refused.Message, CancellationToken.None);
            throw;
        }
        catch (OperationCanceledException)
        {
            await purse.ReleaseAsync(hold, reached: true, "It was stopped.", CancellationToken.None);
            throw;
        }
        finally
        {
            upkeep.End(hold);
        }
    }
}
