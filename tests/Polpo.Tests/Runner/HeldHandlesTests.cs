using Polpo.Runner.Linux;

namespace Polpo.Tests.Runner;

public sealed class HeldHandlesTests
{
    [Fact]
    public void A_number_stays_that_files_as_long_as_it_is_held()
    {
        var handle = File.OpenHandle("/proc/self/status");
        int number;
        using (var held = new HeldHandles())
        {
            number = held.Number(handle);
            handle.Dispose();
            new FileInfo($"/proc/self/fd/{number}").LinkTarget.ShouldEndWith("/status");
        }

        new FileInfo($"/proc/self/fd/{number}").LinkTarget.ShouldNotBe($"/proc/{Environment.ProcessId}/status");
    }

    [Fact]
    public void A_closed_handle_has_no_number()
    {
        var handle = File.OpenHandle("/proc/self/status");
        handle.Dispose();
        using var held = new HeldHandles();

        Should.Throw<ObjectDisposedException>(() => held.Number(handle));
    }
}
