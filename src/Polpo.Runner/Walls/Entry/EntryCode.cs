using System.Runtime.InteropServices;

namespace Polpo.Runner.Walls.Entry;

/// <summary>
/// The machine code of an entry program: it makes one system call after the other from a table, and stops at the first that fails.
/// What the calls are is decided in <see cref="EntryProgram"/>; nothing here knows of it. A row is ten words: the call's number, five
/// arguments, a spare word, where to go on when the answer is positive, and the place and length of the step's name.
/// </summary>
internal static class EntryCode
{
    /// <summary>Where the code finds the table's address: the word before its first instruction.</summary>
    public const int TableAt = 0xb0;

    public const int RowWords = 10;

    public static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static ReadOnlySpan<byte> For(bool arm) => arm ? _arm64 : _x64;

    private static readonly byte[] _x64 =
    [
        .. (byte[])[0x48, 0x8b, 0x1c, 0x25, 0xb0, 0x00, 0x40, 0x00], // mov rbx, [0x4000b0]
        .. (byte[])[0x48, 0x8b, 0x03], // row: mov rax, [rbx]
        .. (byte[])[0x48, 0x8b, 0x7b, 0x08], // mov rdi, [rbx+8]
        .. (byte[])[0x48, 0x8b, 0x73, 0x10], // mov rsi, [rbx+16]
        .. (byte[])[0x48, 0x8b, 0x53, 0x18], // mov rdx, [rbx+24]
        .. (byte[])[0x4c, 0x8b, 0x53, 0x20], // mov r10, [rbx+32]
        .. (byte[])[0x4c, 0x8b, 0x43, 0x28], // mov r8, [rbx+40]
        .. (byte[])[0x0f, 0x05], // syscall
        .. (byte[])[0x48, 0x85, 0xc0], // test rax, rax
        .. (byte[])[0x78, 0x16], // js failed
        .. (byte[])[0x74, 0x0e], // jz next
        .. (byte[])[0x48, 0x8b, 0x4b, 0x38], // mov rcx, [rbx+56]
        .. (byte[])[0x48, 0x85, 0xc9], // test rcx, rcx
        .. (byte[])[0x74, 0x05], // jz next
        .. (byte[])[0x48, 0x89, 0xcb], // mov rbx, rcx
        .. (byte[])[0xeb, 0xd2], // jmp row
        .. (byte[])[0x48, 0x83, 0xc3, 0x50], // next: add rbx, 80
        .. (byte[])[0xeb, 0xcc], // jmp row
        .. (byte[])[0x49, 0x89, 0xc4], // failed: mov r12, rax
        .. (byte[])[0xb8, 0x01, 0x00, 0x00, 0x00], // mov eax, 1 (write)
        .. (byte[])[0xbf, 0x02, 0x00, 0x00, 0x00], // mov edi, 2
        .. (byte[])[0x48, 0x8b, 0x73, 0x40], // mov rsi, [rbx+64]
        .. (byte[])[0x48, 0x8b, 0x53, 0x48], // mov rdx, [rbx+72]
        .. (byte[])[0x0f, 0x05], // syscall
        .. (byte[])[0x4c, 0x89, 0xe7], // mov rdi, r12
        .. (byte[])[0x48, 0xf7, 0xdf], // neg rdi
        .. (byte[])[0xb8, 0xe7, 0x00, 0x00, 0x00], // mov eax, 231 (exit_group)
        .. (byte[])[0x0f, 0x05], // syscall
    ];

    private static readonly byte[] _arm64 = MemoryMarshal
        .AsBytes<uint>([
            0x58ffffd3, // ldr x19, the word before
            0xf9400268, // row: ldr x8, [x19]
            0xa9408660, // ldp x0, x1, [x19, #8]
            0xa9418e62, // ldp x2, x3, [x19, #24]
            0xf9401664, // ldr x4, [x19, #40]
            0xd4000001, // svc #0
            0xf100001f, // cmp x0, #0
            0x5400010b, // b.lt failed
            0x540000a0, // b.eq next
            0xf9401e69, // ldr x9, [x19, #56]
            0xb4000069, // cbz x9, next
            0xaa0903f3, // mov x19, x9
            0x17fffff5, // b row
            0x91014273, // next: add x19, x19, #80
            0x17fffff3, // b row
            0xcb0003f4, // failed: neg x20, x0
            0xd2800808, // mov x8, #64 (write)
            0xd2800040, // mov x0, #2
            0xa9440a61, // ldp x1, x2, [x19, #64]
            0xd4000001, // svc #0
            0xaa1403e0, // mov x0, x20
            0xd2800bc8, // mov x8, #94 (exit_group)
            0xd4000001, // svc #0
        ])
        .ToArray();
}
