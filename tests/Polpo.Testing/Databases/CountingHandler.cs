using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Testing.Databases;

/// <summary>Counts in its subject's facts, one a run, up to a goal: a number that is missing or there twice betrays a lost or a repeated run.</summary>
public sealed class CountingHandler(IDatabase database, TimeProvider time, CountingGoal goal) : ISubjectHandler
{
    public string Kind => "count";

    public int MaxConcurrency => 4;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        var number = await database.WriteAsync(
            subject,
            async work =>
            {
                var counted = await work
                    .Db.Database.SqlQuery<long>($"select count(*) as \"Value\" from facts where subject = {subject.Id}")
                    .SingleAsync(cancellationToken);
                if (counted < goal.Number)
                    work.Append(subject.Id, "test", new Counted(counted + 1));
                return counted;
            },
            cancellationToken
        );
        goal.Reached(number);
        return number < goal.Number ? Next.At(time.GetUtcNow()) : Next.WhenWoken;
    }
}

/// <param name="Reached">Told after each commit how far it has come.</param>
public sealed record CountingGoal(long Number, Action<long> Reached);

public sealed record Counted(long Number) : IFact
{
    public static string Type => "test.counted";
}
