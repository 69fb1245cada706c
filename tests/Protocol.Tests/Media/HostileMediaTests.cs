using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Tests.Media;

/// <summary>
/// What a broken disk, a killed ffmpeg or an enemy makes of media: the readers say what is wrong, or read what is left;
/// they never crash, hang or hold more than their limits.
/// </summary>
public sealed class HostileMediaTests
{
    private static readonly Lazy<byte[]> Real = new(() => Ffmpeg.Run(
        $"-f lavfi -i testsrc2=s=160x90:r=10 -t 1 {Ffmpeg.X264} {Ffmpeg.Cmaf} pipe:1"));

    [Fact]
    public void FragmentReader_BytesFlippedAnywhere_ReadsOrSaysWhat() => Survives((random, bytes) =>
    {
        for (var i = 0; i < 8; i++) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    });

    [Fact]
    public void FragmentReader_CutAnywhere_ReadsOrSaysWhat() => Survives((random, bytes) => bytes[..random.Next(bytes.Length)]);

    [Fact]
    public void FragmentReader_HostileSizes_ReadsOrSaysWhat() => Survives((random, bytes) =>
    {
        uint[] hostile = [0, 1, 7, 8, 0x7FFF_FFFF, 0x8000_0000, uint.MaxValue];
        for (var i = 0; i < 4; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(random.Next(bytes.Length - 4)), hostile[random.Next(hostile.Length)]);
        return bytes;
    });

    [Fact]
    public void FragmentReader_AnyBytes_ReadsOrSaysWhat() => Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes => Read(bytes, new Random(bytes.Length))));

    [Fact]
    public void InitSegment_AnyBytes_ParsesOrSaysWhat() => Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes => Try(() => InitSegment.Parse(bytes))));

    private static void Survives(Func<Random, byte[], byte[]> damage) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
            {
                var random = new Random(seed);
                Read(damage(random, [.. Real.Value]), random);
            }));

    /// <summary>In pieces of any size, as a pipe gives them.</summary>
    private static void Read(byte[] bytes, Random random) => Try(() =>
    {
        using var reader = new FragmentReader();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, random.Next(1, 5000));
            reader.Append(bytes.AsSpan(at, length));
            at += length;
            while (reader.TryRead(out var fragment))
                Assert.Equal(fragment.Payload.Length, fragment.Samples.ToArray().Sum(sample => (long)sample.Size));
        }
        reader.End();
    });

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (MediaFormatException)
        {
            // The answer that is wanted.
        }
    }
}
