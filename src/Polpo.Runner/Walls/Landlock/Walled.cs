using System.Runtime.CompilerServices;
using Polpo.Runner.Linux.Spawning;

namespace Polpo.Runner.Walls.Landlock;

/// <summary>
/// A thread that has entered a sandbox's rules and starts its processes, which so share one domain: processes that had entered the
/// same rules one by one could not see each other's open files, and a command would not find the server that an earlier one started.
/// </summary>
internal sealed unsafe class Walled : IDisposable
{
    private const int NoNewRights = 38;
    private const nint Restrict = 446;

    private readonly Lock _gate = new();
    private readonly Pipe _requests = new();
    private readonly Pipe _answers = new();

    /// <exception cref="IOException">The kernel does not let us enter.</exception>
    public Walled(Ruleset rules)
    {
        var tools = new Tools
        {
            Requests = (int)_requests.Reading.DangerousGetHandle(),
            Answers = (int)_answers.Writing.DangerousGetHandle(),
            Rules = (int)rules.Handle.DangerousGetHandle(),
            Read = Libc.Read,
            Write = Libc.Write,
            Spawn = Libc.Spawn,
            Control = Libc.Control,
            Call = Libc.Call,
        };
        new Thread(() => Live(tools), 128 << 10) { IsBackground = true, Name = "walled" }.Start();
        var nothing = stackalloc nint[2];
        SpawnCall.Must(
            -Ask(new SpawnPointers { Path = (byte*)nothing, Words = (byte**)nothing }),
            "landlock_restrict_self"
        );
    }

    /// <summary>Starts a process behind the rules; answers its number.</summary>
    public int Start(SpawnCall call)
    {
        var child = Ask(call.Pointers);
        if (child < 0)
            SpawnCall.Must(-child, "posix_spawn");
        return child;
    }

    /// <summary>Ends the thread; what it started stays.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _requests.Writing.Dispose();
            var end = 0;
            // Its descriptors may be given to others only once it reads them no more.
            _ = Libc.Read((int)_answers.Reading.DangerousGetHandle(), &end, sizeof(int));
            _requests.Dispose();
            _answers.Dispose();
        }
    }

    private int Ask(SpawnPointers pointers)
    {
        var answer = 0;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_requests.Writing.IsClosed, this);
            _ = Libc.Write((int)_requests.Writing.DangerousGetHandle(), &pointers, (nuint)sizeof(SpawnPointers));
            _ = Libc.Read((int)_answers.Reading.DangerousGetHandle(), &answer, sizeof(int));
        }
        return answer;
    }

    /// <summary>
    /// Behind the rules this thread can open no file of ours. So it allocates nothing and calls no method that the runtime might have
    /// to load or to compile; the first round, before it enters, is there to have everything compiled.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Live(in Tools tools)
    {
        SpawnPointers request;
        int child,
            answer = 0;
        var entered = false;
        while (tools.Read(tools.Requests, &request, (nuint)sizeof(SpawnPointers)) > 0)
        {
            var error = tools.Spawn(
                &child,
                request.Path,
                request.Actions,
                request.Attributes,
                request.Words,
                request.Words + 1
            );
            answer = error == 0 ? child : -error;
            if (!entered)
            {
                // No new rights first, or the kernel asks for more than an ordinary user has.
                answer = tools.Control(NoNewRights, 1, 0, 0, 0) == 0 ? (int)tools.Call(Restrict, tools.Rules, 0) : -1;
                entered = true;
            }
            tools.Write(tools.Answers, &answer, sizeof(int));
        }
        tools.Write(tools.Answers, &answer, sizeof(int));
    }

    private struct Tools
    {
        public int Requests;
        public int Answers;
        public int Rules;
        public delegate* unmanaged<int, void*, nuint, nint> Read;
        public delegate* unmanaged<int, void*, nuint, nint> Write;
        public delegate* unmanaged<int*, byte*, void*, void*, byte**, byte**, int> Spawn;
        public delegate* unmanaged<int, nuint, nuint, nuint, nuint, int> Control;
        public delegate* unmanaged<nint, nint, nint, nint> Call;
    }
}
