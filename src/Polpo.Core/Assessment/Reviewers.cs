using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Sessions;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Assessment;

/// <summary>One reviewer: a session that looks at the checkout, then a form that it fills in. A reviewer that fails is asked once more.</summary>
internal sealed class Reviewers(
    IDatabase database,
    IBlobs blobs,
    IJournal journal,
    IGateway gateway,
    TurnWait turns,
    TimeProvider time
)
{
    private const int ExploreTurns = 20;

    public async Task<Review?> ReviewAsync(
        Owned owner,
        AssessmentRequest request,
        IReadOnlyList<Dimension> dimensions,
        int number,
        string task,
        CancellationToken cancellationToken
    )
    {
        var reviewer = $"reviewer-{number}";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var (analysis, files) = await ExploreAsync(
                    owner,
                    request,
                    $"{request.Key}-{reviewer}-{attempt}",
                    reviewer,
                    task,
                    cancellationToken
                );
                if (
                    await ScoreAsync(request, dimensions, reviewer, task, analysis, files, cancellationToken) is
                    { } review
                )
                    return review;
            }
            catch (RefusedException) when (attempt == 1)
            {
                await Task.Delay(TimeSpan.FromSeconds(2), time, cancellationToken);
            }
            catch (RefusedException)
            {
                return null;
            }
            if (attempt == 2)
                return null;
        }
    }

    private async Task<(string Analysis, IReadOnlyList<string> Files)> ExploreAsync(
        Owned owner,
        AssessmentRequest request,
        string key,
        string reviewer,
        string task,
        CancellationToken cancellationToken
    )
    {
        var prompt = await blobs.WriteTextAsync(ReviewPrompts.Explore, cancellationToken);
        var long_ = task.Length > SessionStore.PromptLimit ? await blobs.WriteTextAsync(task, cancellationToken) : null;
        var session = await database.WriteAsync(
            owner,
            work => OpenAsync(work, request, key, reviewer, task, prompt, long_, cancellationToken),
            cancellationToken
        );
        var turn = await turns.ForAsync(session, key, cancellationToken);
        var conversation = await Conversation.LoadAsync(journal, blobs, session, cancellationToken);
        await database.WriteAsync(
            owner,
            async work =>
                work.EndSession(
                    await work.Db.Set<Session>().SingleAsync(row => row.Id == session.Id, cancellationToken)
                ),
            cancellationToken
        );
        if (turn.Status == TurnStatus.Canceled || (turn.Status == TurnStatus.Failed && !turn.Capped))
            throw new RefusedException(Refusal.Unavailable, turn.Reason ?? "The reviewer stopped.");
        return (turn.Text ?? "", FilesRead(conversation));
    }

    private async Task<Session> OpenAsync(
        Work work,
        AssessmentRequest request,
        string key,
        string reviewer,
        string task,
        string prompt,
        string? taskBlob,
        CancellationToken cancellationToken
    )
    {
        var existing = await work.Db.Set<Turn>().SingleOrDefaultAsync(turn => turn.Key == key, cancellationToken);
        if (existing is not null)
            return await work.Db.Set<Session>().SingleAsync(row => row.Id == existing.Session, cancellationToken);
        var spec = new SessionSpec
        {
            Workspace = request.Workspace,
            Title = $"Review: {request.Title}",
            Agent = reviewer,
            Model = request.JudgeModel,
            MaxTurns = ExploreTurns,
            Tools = ["read", "glob", "grep", "ls"],
            PromptBlob = prompt,
            Requester = request.Requester,
            RequesterName = request.RequesterName,
            Driver = request.Driver,
            Base = request.Base.Hash,
            Head = request.Head.Hash,
            WorktreeId = request.CheckoutId,
            ReadOnly = true,
        };
        var session = work.OpenSession(Id<Session>.New(time), spec);
        await work.RequestTurnAsync(session, new Prompt(key, task, "review"), taskBlob, time, cancellationToken);
        return session;
    }

    private async Task<Review?> ScoreAsync(
        AssessmentRequest request,
        IReadOnlyList<Dimension> dimensions,
        string reviewer,
        string task,
        string analysis,
        IReadOnlyList<string> files,
        CancellationToken cancellationToken
    )
    {
        foreach (var length in (int[])[12_000, 8_000])
        {
            var prompt =
                $"{task}\n\n# Your analysis\n{ReviewPrompts.Untrusted(ReviewPrompts.End(analysis, length))}\n\n{ReviewPrompts.Rubric(dimensions)}";
            var call = new Call(
                request.Workspace,
                request.Driver.Id,
                request.JudgeModel,
                [new(ChatRole.System, ReviewPrompts.Score), new(ChatRole.User, prompt)]
            )
            {
                Tools = [ReviewForm.Schema],
                RequiredTool = ReviewForm.Name,
                Charge = request.Charge,
            };
            if (
                ReviewForm.Read(reviewer, await gateway.AskAsync(call, null, cancellationToken), dimensions, files) is
                { } review
            )
                return review;
        }
        return null;
    }

    private static IReadOnlyList<string> FilesRead(Conversation conversation) =>
        [
            .. conversation
                .Messages.SelectMany(message => message.Contents.OfType<FunctionCallContent>())
                .Where(call => call.Name == "read")
                .Select(call => call.Arguments?.TryGetValue("path", out var path) == true ? path?.ToString() : null)
                .OfType<string>()
                .Distinct(),
        ];
}
