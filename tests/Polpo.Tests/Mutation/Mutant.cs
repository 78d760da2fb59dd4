using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Polpo.Tests.Mutation;

/// <summary>One small wrong in the built code: a comparison or branch turned round, or a number that is one too high.</summary>
/// <param name="Number">Among those of its method, in order.</param>
internal sealed record Mutant(string Type, string Method, int Number, string What)
{
    private static readonly Dictionary<Code, OpCode> Opposites = Pairs(
        (OpCodes.Brtrue, OpCodes.Brfalse),
        (OpCodes.Brtrue_S, OpCodes.Brfalse_S),
        (OpCodes.Beq, OpCodes.Bne_Un),
        (OpCodes.Beq_S, OpCodes.Bne_Un_S),
        (OpCodes.Blt, OpCodes.Bge),
        (OpCodes.Blt_S, OpCodes.Bge_S),
        (OpCodes.Bgt, OpCodes.Ble),
        (OpCodes.Bgt_S, OpCodes.Ble_S),
        (OpCodes.Bgt_Un, OpCodes.Ble_Un),
        (OpCodes.Bgt_Un_S, OpCodes.Ble_Un_S),
        (OpCodes.Blt_Un, OpCodes.Bge_Un),
        (OpCodes.Blt_Un_S, OpCodes.Bge_Un_S),
        (OpCodes.Cgt, OpCodes.Clt),
        (OpCodes.Cgt_Un, OpCodes.Clt_Un)
    );

    /// <summary>Of a type and what is nested in it, lambdas and local functions included.</summary>
    public static IEnumerable<Mutant> Of(TypeDefinition type) =>
        from method in Methods(type)
        from instruction in Ours(method).Select((instruction, index) => (instruction, index))
        select new Mutant(
            type.FullName,
            method.FullName,
            instruction.index,
            $"{instruction.instruction.OpCode.Name} {Operand(instruction.instruction)}".TrimEnd()
        );

    public override string ToString() => $"{Type}: {Method.Split("::")[^1]} #{Number} {What}";

    /// <summary>Does the wrong to the module.</summary>
    public void Apply(ModuleDefinition module)
    {
        var method = Methods(module.GetType(Type)).Single(one => one.FullName == Method);
        var at = Ours(method).ElementAt(Number);
        if (Opposites.TryGetValue(at.OpCode.Code, out var opposite))
            at.OpCode = opposite;
        else
            // One too high; of the two that may be a truth, the other.
            (at.OpCode, at.Operand) = (OpCodes.Ldc_I4, Constant(at) is 1 ? 0 : Constant(at)!.Value + 1);
    }

    private static IEnumerable<MethodDefinition> Methods(TypeDefinition type) =>
        type
            .NestedTypes.Where(nested => nested.Name.Contains('<'))
            .SelectMany(Methods)
            .Concat(type.Methods.Where(method => method.HasBody && !IsMade(method)));

    /// <summary>What the compiler writes for every record.</summary>
    private static bool IsMade(MethodDefinition method) =>
        (IsIterator(method) && method.Name != "MoveNext")
        || method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "CompilerGeneratedAttribute")
        || method.IsConstructor
        || method.IsGetter
            && method.DeclaringType.Fields.Any(field => field.Name == $"<{method.Name[4..]}>k__BackingField");

    /// <summary>What could be wrong of what we wrote: an iterator first finds where it was, which the compiler wrote.</summary>
    private static IEnumerable<Instruction> Ours(MethodDefinition method) =>
        (
            IsIterator(method) ? method.Body.Instructions.SkipWhile(one => !SetsState(one)) : method.Body.Instructions
        ).Where(one => IsMutable(one) && !SetsState(one.Next));

    private static bool IsIterator(MethodDefinition method) =>
        method.DeclaringType.Name.Contains(">d__", StringComparison.Ordinal);

    private static bool SetsState(Instruction? instruction) =>
        instruction is { OpCode.Code: Code.Stfld, Operand: FieldReference { Name: "<>1__state" } };

    /// <summary>The compiler marks each <c>switch</c> with a jump that is always taken: there is nothing in it to be wrong.</summary>
    private static bool IsMutable(Instruction instruction) =>
        !IsMark(instruction)
        && !IsMark(instruction.Previous)
        && !IsRoomForText(instruction)
        && (Opposites.ContainsKey(instruction.OpCode.Code) || Constant(instruction) is not null);

    /// <summary>How long an interpolated text may become is a guess of the compiler's.</summary>
    private static bool IsRoomForText(Instruction instruction) =>
        new[] { instruction.Next, instruction.Next?.Next }.Any(next =>
            next?.Operand is MethodReference { DeclaringType.Name: "DefaultInterpolatedStringHandler", Name: ".ctor" }
        );

    private static bool IsMark(Instruction? instruction) =>
        instruction is { OpCode.Code: Code.Ldc_I4_1, Next.OpCode.Code: Code.Brtrue or Code.Brtrue_S };

    private static int? Constant(Instruction instruction) =>
        instruction.OpCode.Code switch
        {
            Code.Ldc_I4 => (int)instruction.Operand,
            Code.Ldc_I4_S => (sbyte)instruction.Operand,
            >= Code.Ldc_I4_0 and <= Code.Ldc_I4_8 => instruction.OpCode.Code - Code.Ldc_I4_0,
            _ => null,
        };

    private static string Operand(Instruction instruction) =>
        instruction.Operand is sbyte or int ? $"{instruction.Operand}" : "";

    private static Dictionary<Code, OpCode> Pairs(params (OpCode One, OpCode Other)[] pairs) =>
        pairs
            .SelectMany(pair => new[] { (pair.One.Code, pair.Other), (pair.Other.Code, pair.One) })
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);
}
