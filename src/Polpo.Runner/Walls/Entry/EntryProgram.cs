using System.Globalization;
using Polpo.Runner.Walls.Filter;

namespace Polpo.Runner.Walls.Entry;

/// <summary>
/// The program by which a shell comes into a sandbox, written anew for each: system calls one after the other, none of which a program
/// of the sandbox takes part in. A filter cannot be entered before the namespaces, since it forbids that, and the kernel gives every
/// right back at the entry of the user namespace; so filter and rights are taken care of last, by the same program, before the shell is.
/// </summary>
internal sealed class EntryProgram(EntryOrder order, EntryImage image, EntryCalls calls)
{
    private const ulong ParentOfMine = 0x8000; // CLONE_PARENT: the runner becomes the parent
    private const ulong TellNumber = 0x100000; // CLONE_PARENT_SETTID
    private const ulong ChildSignal = 17;
    private const int HighestRight = 63;

    /// <summary>The rights that this kernel knows.</summary>
    private static readonly int _lastRight = Math.Min(
        int.Parse(File.ReadAllText("/proc/sys/kernel/cap_last_cap"), CultureInfo.InvariantCulture),
        HighestRight
    );

    public static byte[] Write(EntryOrder order)
    {
        var arm = EntryCode.IsArm;
        var image = new EntryImage(arm);
        return image.Finish(
            new EntryProgram(order, image, arm ? EntryCalls.Arm64 : EntryCalls.X64).Steps(SystemCallFilter.Bytes)
        );
    }

    private List<Step> Steps(byte[] filter)
    {
        var tell = Make("tell the process", calls.Write, (ulong)order.Tell, EntryImage.Writable, 4);
        var split = Make(
            "start inside",
            calls.CloneProcess,
            ParentOfMine | TellNumber | ChildSignal,
            0,
            EntryImage.Writable
        );
        return
        [
            .. Join(),
            split with
            {
                IfPositive = tell,
            },
            .. order.User is { } space ? BecomeIn(space) : BecomeHere(),
            .. DropRights(),
            .. Settle(filter),
            tell,
            Make("end", calls.Exit, 0),
        ];
    }

    private IEnumerable<Step> Join()
    {
        var zero = image.Bytes("0"u8);
        foreach (var group in order.Groups)
            yield return Make("join the control group", calls.Write, (ulong)group, zero, 1);
        yield return Make("forbid core files", calls.Limit, 0, 4, image.Words(0, 0), 0);
        if (order.Owner is { } owner)
            yield return Make("enter the owning user namespace", calls.SetSpace, (ulong)owner, 0);
        foreach (var space in order.Spaces)
            yield return Make("enter a namespace", calls.SetSpace, (ulong)space, 0);
    }

    /// <summary>The kernel gives every right in a user namespace at its entry: they are given up after it.</summary>
    private IEnumerable<Step> BecomeIn(int space) =>
        [
            .. BecomeUser(),
            Make("enter the commands' user namespace", calls.SetSpace, (ulong)space, 0),
            .. BoundRights(),
        ];

    /// <summary>Rights are given up for good while there is still the right to do so: becoming the user takes it.</summary>
    private IEnumerable<Step> BecomeHere() => [.. BoundRights(), .. BecomeUser()];

    private IEnumerable<Step> BecomeUser()
    {
        if (order.Become is not { } user)
            yield break;
        yield return Make("leave the groups", calls.SetGroups, 0, 0);
        yield return Make("become the group", calls.SetGroupId, user, user, user);
        yield return Make("become the user", calls.SetUserId, user, user, user);
    }

    private IEnumerable<Step> BoundRights() =>
        Enumerable
            .Range(0, _lastRight + 1)
            .Select(right => Make("give up a right for good", calls.ProcessControl, 24, (ulong)right));

    private IEnumerable<Step> DropRights()
    {
        yield return Make("give up ambient rights", calls.ProcessControl, 47, 4);
        yield return Make("give up all rights", calls.SetCapabilities, image.Words(0x20080522), image.Words(0, 0, 0));
        yield return Make("forbid new rights", calls.ProcessControl, 38, 1);
    }

    private IEnumerable<Step> Settle(byte[] filter)
    {
        yield return Make("begin a session", calls.SetSession);
        yield return Make("close what is open", calls.CloseRange, 3, uint.MaxValue, 0);
        var program = image.Words((ulong)filter.Length / 8, image.Bytes(filter));
        // 4: without a brake on speculation that is for programs which run foreign code in their own memory.
        yield return Make("enter the filter", calls.Filter, 1, 4, program);
        yield return Make(
            "start " + order.Words[0],
            calls.Execute,
            image.Text(order.Words[0]),
            image.Texts(order.Words),
            image.Texts(order.Variables.Select(variable => $"{variable.Key}={variable.Value}"))
        );
    }

    private static Step Make(string name, uint call, params ulong[] arguments) =>
        new($"The entry cannot {name}.\n", call, arguments);
}
