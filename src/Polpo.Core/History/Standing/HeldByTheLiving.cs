using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Core.History.Standing;

internal sealed class HeldByTheLiving(SubjectAudit subjects)
    : StandingRule(
        "owners",
        "What runs is held by one server that lives, or is freed within two lease times; nothing that was woken is forgotten."
    )
{
    protected override async Task<IReadOnlyList<Breach>> FindAsync(
        Id<Workspace> workspace,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await subjects.BrokenAsync(workspace, cancellationToken)).Select(broken => new Breach(
                0,
                broken.Id,
                broken.What
            )),
        ];
}
