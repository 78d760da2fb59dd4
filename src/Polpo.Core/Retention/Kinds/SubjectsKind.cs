using System.Runtime.CompilerServices;
using Polpo.Core.Sessions;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Retention.Kinds;

/// <summary>The scheduler's rows of sessions and tasks: of those that are over nobody needs one.</summary>
internal sealed class SubjectsKind(SleepingSubjects subjects, EndedWork work, RetentionOptions options) : IExpiringKind
{
    private const int AtOnce = 500;

    /// <summary>What a row takes with its indexes, about.</summary>
    private const long RowBytes = 300;

    private static readonly string[] SubjectKinds = [SessionStore.Kind, "task"];

    public string Name => "subjects";

    public TimeSpan? Age => options.Subjects;

    public string Kept => $"of ended work {RetentionOptions.InWords(Age)}";

    public async Task<IReadOnlyList<Portion>> MeasureAsync(CancellationToken cancellationToken)
    {
        var count = await subjects.CountAsync(cancellationToken);
        return [new Portion(null, count * RowBytes, count)];
    }

    public async IAsyncEnumerable<Expired> FindAsync(
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var kind in SubjectKinds)
        {
            for (var after = ""; ; )
            {
                var some = await subjects.ListAsync(kind, after, AtOnce, cancellationToken);
                foreach (var id in await work.OverAsync(some, before, cancellationToken))
                    yield return new Expired(Name, $"{kind}/{id}", null, RowBytes, before);
                if (some.Count < AtOnce)
                    break;
                after = some[^1];
            }
        }
    }

    public async Task<long?> RemoveAsync(Expired item, CancellationToken cancellationToken)
    {
        var (kind, id) = (item.Id.Split('/')[0], item.Id.Split('/')[1]);
        var over = await work.OverAsync([id], item.Before, cancellationToken);
        return over.Count == 1 && await subjects.RemoveAsync(kind, id, cancellationToken) ? item.Bytes : null;
    }
}
