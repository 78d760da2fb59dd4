using Polpo.Client;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class StorageCommandTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Sizes_are_a_table_with_the_names_of_workspaces_and_what_may_go()
    {
        _run.Server.Answers(
            "GET storage",
            new StorageView(
                [
                    new StorageSize("database", "for ever", null, 5 << 20, 1),
                    new StorageSize("mirrors", "for ever", "w", 1536, 1),
                ],
                [new StorageCleaned("blobs", 3, 4096, 0)],
                (5 << 20) + 1536,
                4096
            )
        );
        _run.Server.Answers(
            "GET workspaces",
            new Page<WorkspaceView>([new WorkspaceView("w", "shop", _run.Folder, DateTimeOffset.UnixEpoch)])
        );

        (await _run.Polpo("storage")).ShouldBe(0, _run.Error);

        _run.Out.ShouldContain("KIND      WORKSPACE  SIZE    COUNT  KEPT");
        _run.Out.ShouldContain("mirrors   shop       1.5 KB  1      for ever");
        _run.Out.ShouldContain(
            "4 KB are past their age and go by themselves within hours, or now: polpo storage clean"
        );
    }

    [Fact]
    public async Task A_dry_run_says_what_would_go_and_json_is_one_object()
    {
        _run.Server.Answers(
            "POST storage/clean",
            new StorageCleaning(true, [new StorageCleaned("layers", 2, 2L << 30, 0)], 2L << 30)
        );

        (await _run.Polpo("storage", "clean", "--dry-run", "--kind", "layers", "--older-than", "30d")).ShouldBe(
            0,
            _run.Error
        );
        _run.Out.ShouldContain("layers  2      2 GB  0");
        _run.Out.ShouldContain("2 GB would go. Nothing was taken; without --dry-run it goes.");

        (await _run.Polpo("storage", "clean", "--dry-run", "--json")).ShouldBe(0, _run.Error);
        _run.Out.ShouldBe(
            """{"dryRun":true,"items":[{"kind":"layers","count":2,"bytes":2147483648,"skipped":0}],"bytes":2147483648}"""
                + "\n"
        );
    }

    [Fact]
    public async Task A_vacuum_says_before_and_after()
    {
        _run.Server.Answers(
            "POST storage/vacuum",
            new StorageVacuumed(10 << 20, 1 << 20, "It gives back from now on.")
        );
        (await _run.Polpo("storage", "vacuum")).ShouldBe(0, _run.Error);
        _run.Out.ShouldBe("The database had 10 MB and has 1 MB.\nIt gives back from now on.\n");
    }
}
