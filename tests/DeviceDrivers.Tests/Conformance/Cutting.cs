using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Tests.Conformance;

/// <summary>Cuts bytes as a <see cref="FramedLink"/> does, and fails when the cutter claims bytes that are not there.</summary>
internal static class Cutting
{
    public static void All(FrameCutter cutter, byte[] bytes, Action<byte[]> frame)
    {
        var rest = bytes.AsSpan();
        while (rest.Length > 0)
        {
            var cut = cutter(rest);
            Assert.InRange(cut.Skip, 0, rest.Length);
            Assert.InRange(cut.Length, 0, rest.Length - cut.Skip);
            if (cut.Length > 0) frame(rest.Slice(cut.Skip, cut.Length).ToArray());
            if (cut.Skip + cut.Length == 0) return;
            rest = rest[(cut.Skip + cut.Length)..];
        }
    }
}
