using System.Buffers.Binary;
using System.Diagnostics;

namespace Tongtang.Harness.Faults;

/// <summary>
/// Gives a parser damaged bytes for a while: three seconds (of a driver's parsers one) in an ordinary run, <c>FAULTS_FUZZ_SECONDS</c> in the long one,
/// each with a seed of its own that a failure names; <c>FAULTS_FUZZ_SEED</c> gives that one alone. An input may be refused by
/// the exceptions that say so; anything else, an input that takes longer than five seconds each time it is tried, and one
/// that takes far more memory than it has bytes, fails the test.
/// </summary>
internal static class Fuzz
{
    private const long MostMemory = 64 * 1024 * 1024;
    private const int LargestInput = 256 * 1024;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);
    private static readonly uint[] s_hostile = [0, 1, 7, 8, 255, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF0, uint.MaxValue];

    /// <param name="what">The parser, for the table.</param>
    /// <param name="samples">Good inputs, which are damaged.</param>
    /// <param name="parse">Throws one of <paramref name="refusals"/> for what it does not take.</param>
    public static void Run(string what, IReadOnlyList<byte[]> samples, Action<byte[]> parse, params Type[] refusals) => RunFor(3, what, samples, parse, refusals);

    /// <summary>The same for one second: for the many small parsers of device drivers.</summary>
    public static void RunBriefly(string what, IReadOnlyList<byte[]> samples, Action<byte[]> parse, params Type[] refusals) => RunFor(1, what, samples, parse, refusals);

    private static void RunFor(int seconds, string what, IReadOnlyList<byte[]> samples, Action<byte[]> parse, Type[] refusals)
    {
        if (FaultTable.Times("FUZZ_SEED", 0) is > 0 and var only)
        {
            Try(what, only, Damage(samples, new Random(only)), parse, refusals);
            return;
        }
        var limit = TimeSpan.FromSeconds(FaultTable.Times("FUZZ_SECONDS", seconds));
        var clock = Stopwatch.StartNew();
        var (tried, refused) = (0L, 0L);
        while (clock.Elapsed < limit)
        {
            var seed = FaultTable.IsLong ? Random.Shared.Next() : (int)tried;
            var input = Damage(samples, new Random(seed));
            if (!Try(what, seed, input, parse, refusals)) refused++;
            tried++;
        }
        FaultTable.Add($"F16 {what}", $"{what}: damaged, cut, spliced and made-up bytes", $"{limit.TotalSeconds} s", "0 crashes, 0 hangs, no more than 64 MB for an input", FormattableString.Invariant($"{tried:n0} inputs, {refused:n0} refused"));
    }

    private static bool Try(string what, int seed, byte[] input, Action<byte[]> parse, Type[] refusals)
    {
        var (before, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        var taken = true;
        try
        {
            parse([.. input]);
        }
        catch (Exception refusal) when (refusals.Any(type => type.IsInstanceOfType(refusal)))
        {
            taken = false;
        }
        catch (Exception crash)
        {
            throw new InvalidOperationException($"{what} fell over input {seed}: {Show(input)}", crash);
        }
        var (took, allocated) = (clock.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before);
        if (took > s_longest && IsAlwaysSlow(input, parse, refusals)) throw new InvalidOperationException($"{what} took {took.TotalSeconds:0.0} s for input {seed}: {Show(input)}");
        if (allocated > MostMemory) throw new InvalidOperationException($"{what} took {allocated:n0} bytes of memory for input {seed} of {input.Length:n0}: {Show(input)}");
        return taken;
    }

    /// <summary>Once it may have been the machine, on which others had their turn.</summary>
    private static bool IsAlwaysSlow(byte[] input, Action<byte[]> parse, Type[] refusals)
    {
        for (var again = 0; again < 3; again++)
        {
            var clock = Stopwatch.StartNew();
            try
            {
                parse([.. input]);
            }
            catch (Exception refusal) when (refusals.Any(type => type.IsInstanceOfType(refusal)))
            {
                // However it ends: how long it takes is asked.
            }
            if (clock.Elapsed < s_longest) return false;
        }
        return true;
    }

    private static byte[] Damage(IReadOnlyList<byte[]> samples, Random random)
    {
        byte[] bytes = [.. samples[random.Next(samples.Count)]];
        for (var harm = random.Next(1, 5); harm > 0; harm--) bytes = Damage(bytes, samples, random);
        return bytes.Length > LargestInput ? bytes[..LargestInput] : bytes;
    }

    private static byte[] Damage(byte[] bytes, IReadOnlyList<byte[]> samples, Random random)
    {
        var at = random.Next(bytes.Length + 1);
        switch (random.Next(7))
        {
            case 0 when at < bytes.Length:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1 when at + 4 <= bytes.Length:
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), s_hostile[random.Next(s_hostile.Length)]);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(64))..]];
            case 4:
                var other = samples[random.Next(samples.Count)];
                return [.. bytes[..at], .. other[random.Next(other.Length + 1)..]];
            case 5:
                var noise = new byte[random.Next(1, 32)];
                random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
            case 6 when at < bytes.Length:
                var length = Math.Min(bytes.Length - at, random.Next(1, 256));
                return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            default:
                return bytes;
        }
    }

    private static string Show(byte[] input) => Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, 3000))) + (input.Length > 3000 ? "…" : "");
}
