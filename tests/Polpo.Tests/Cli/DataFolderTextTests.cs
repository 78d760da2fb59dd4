using Polpo.Cli.Shell;

namespace Polpo.Tests.Cli;

public sealed class DataFolderTextTests
{
    [Fact]
    public void On_a_disk_without_room_that_is_what_is_said() =>
        // The kernel's own file systems have no room.
        DataFolderText
            .For(new IOException("x"), "/proc")
            .ShouldStartWith("The disk of the data folder /proc is full.");

    [Fact]
    public void Else_the_fault_and_the_folder_are_named() =>
        DataFolderText
            .For(new IOException("It is locked."), Path.GetTempPath())
            .ShouldBe($"It is locked. The data folder is {Path.GetTempPath()}; POLPO_HOME names another.");
}
