using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Departures;

/// <summary>
/// Somebody's rights have changed: what runs on their behalf where they may have nothing done any more is stopped. Woken for a person, or for
/// a role and so for all who hold it; then once more for each workspace in which something of theirs is open.
/// </summary>
internal sealed class DepartureSubject(IDatabase database, OpenWork open, Mandates mandates, DepartureStop stop)
    : ISubjectHandler
{
    public const string SubjectKind = "departure";

    private const char At = '@';

    public string Kind => SubjectKind;

    public int MaxConcurrency => 4;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        if (subject.Id.Split(At) is [var person, var workspace] && Id<Workspace>.TryParse(workspace, out var there))
            await LookAsync(subject, Id<User>.Parse(person), there, cancellationToken);
        else
            foreach (var user in await open.PeopleAsync(subject.Id, cancellationToken))
                await SpreadAsync(user, cancellationToken);
        return Next.WhenWoken;
    }

    private async Task SpreadAsync(Id<User> user, CancellationToken cancellationToken)
    {
        foreach (var workspace in await open.WorkspacesAsync(user, cancellationToken))
            await database.WriteAsync(
                workspace,
                work =>
                {
                    work.Wake(new Wake(SubjectKind, $"{user}{At}{workspace}", Person: user));
                    return Task.FromResult(true);
                },
                cancellationToken
            );
    }

    private async Task LookAsync(
        Owned subject,
        Id<User> user,
        Id<Workspace> workspace,
        CancellationToken cancellationToken
    )
    {
        var person = await open.CallerAsync(user, cancellationToken);
        if (await LostAsync(person, workspace, cancellationToken) is { } reason)
            await stop.WorkAsync(subject, person, reason, cancellationToken);
        await stop.SchedulesAsync(subject, person, cancellationToken);
    }

    /// <summary>Why they may have nothing done there; null: they may.</summary>
    private async Task<string?> LostAsync(Caller person, Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        string? lost = null;
        foreach (var permission in (string[])[PermissionKeys.SessionsEdit, PermissionKeys.SessionsCreate])
        {
            lost = (await mandates.OfAsync(workspace, person, permission, [], cancellationToken)).Lost;
            if (lost is null)
                return null;
        }
        return lost;
    }
}
