using System.Diagnostics;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Serial;

namespace Tongtang.DeviceDrivers.Tests.Transport.Serial;

public sealed class SerialTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Link_ToADevice_CarriesEveryByteBothWays()
    {
        await using var host = SimulatorHost.Start(new Repeater(), ConnectionKind.Serial);
        await using var link = SerialLink.Open(host.Connection);
        byte[] all = [.. Enumerable.Range(0, 256).Select(n => (byte)n)];
        await link.SendAsync(all, sensitive: false, CancellationToken.None);
        Assert.Equal(all, await ReadAsync(link, all.Length));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(4800)]
    [InlineData(10400)]
    [InlineData(115200)]
    public async Task Link_OfAnySpeed_Opens(int baud)
    {
        await using var host = SimulatorHost.Start(new Repeater(), ConnectionKind.Serial);
        await using var link = SerialLink.Open(host.Connection with { Baud = baud, DataBits = 7, Parity = SerialParity.Even, StopBits = 2 });
        await link.SendAsync("?"u8.ToArray(), sensitive: false, CancellationToken.None);
        Assert.Equal("?"u8.ToArray(), await ReadAsync(link, 1));
    }

    [Fact]
    public async Task Port_OpenAlready_IsBusyUntilItIsClosed()
    {
        await using var host = SimulatorHost.Start(new Repeater(), ConnectionKind.Serial);
        var first = SerialLink.Open(host.Connection);
        Assert.Equal(DeviceProblems.PortBusy, Assert.Throws<DeviceException>(() => SerialLink.Open(host.Connection)).Code);
        var reading = first.ReceiveAsync(new byte[16], CancellationToken.None);
        await first.DisposeAsync();
        Assert.Equal(DeviceProblems.LinkLost, (await Assert.ThrowsAsync<DeviceException>(async () => await reading)).Code);
        await SerialLink.Open(host.Connection).DisposeAsync();
    }

    [Fact]
    public async Task Port_OpenInAnotherProgram_IsBusy()
    {
        await using var host = SimulatorHost.Start(new Repeater(), ConnectionKind.Serial);
        // flock holds the port as minicom and pyserial hold it.
        using var other = Process.Start(new ProcessStartInfo("flock", ["--exclusive", host.Connection.Path, "sh", "-c", "echo held; read line"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync());
        Assert.Equal(DeviceProblems.PortBusy, Assert.Throws<DeviceException>(() => SerialLink.Open(host.Connection)).Code);
        other.StandardInput.Close();
        await other.WaitForExitAsync().WaitAsync(s_limit);
        await SerialLink.Open(host.Connection).DisposeAsync();
    }

    [Theory]
    [InlineData("/dev/no-such-port")]
    [InlineData("/dev/null")]
    public void Port_ThatIsNone_IsMissing(string path) =>
        Assert.Equal(DeviceProblems.PortMissing, Assert.Throws<DeviceException>(() => SerialLink.Open(new DeviceConnection { Kind = ConnectionKind.Serial, Path = path })).Code);

    [Fact]
    public async Task Port_ThatCannotSwitchDirection_SaysSo()
    {
        await using var host = SimulatorHost.Start(new Repeater(), ConnectionKind.Serial);
        var error = Assert.Throws<DeviceException>(() => SerialLink.Open(host.Connection with { Rs485 = true }));
        Assert.Equal(DeviceProblems.SettingInvalid, error.Code);
        Assert.StartsWith("rs485 is true", error.Message, StringComparison.Ordinal);
        await SerialLink.Open(host.Connection).DisposeAsync();
    }

    [Fact]
    public async Task Link_Unplugged_IsSeenByReaderAndWriter()
    {
        var host = SimulatorHost.Start(new Repeater(), ConnectionKind.Serial);
        await using var link = SerialLink.Open(host.Connection);
        var reading = link.ReceiveAsync(new byte[16], CancellationToken.None).AsTask();
        await host.DisposeAsync();
        Assert.Equal(DeviceProblems.LinkLost, (await Assert.ThrowsAsync<DeviceException>(() => reading.WaitAsync(s_limit))).Code);
        Assert.Equal(DeviceProblems.LinkLost, (await Assert.ThrowsAsync<DeviceException>(async () => await link.SendAsync(new byte[1], sensitive: false, CancellationToken.None))).Code);
        Assert.Equal(DeviceProblems.PortMissing, Assert.Throws<DeviceException>(() => SerialLink.Open(host.Connection)).Code);
    }

    [Fact]
    public async Task Link_ReadCancelled_EndsAndReadsOn()
    {
        await using var host = SimulatorHost.Start(new Repeater(), ConnectionKind.Serial);
        await using var link = SerialLink.Open(host.Connection);
        using var cancel = new CancellationTokenSource();
        var reading = link.ReceiveAsync(new byte[16], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(s_limit));
        await link.SendAsync("ab"u8.ToArray(), sensitive: false, CancellationToken.None);
        Assert.Equal("ab"u8.ToArray(), await ReadAsync(link, 2));
    }

    [Fact]
    public async Task Link_WrittenToAndNobodyReads_WaitsAndCanBeCancelled()
    {
        await using var host = SimulatorHost.Start(new Deaf(), ConnectionKind.Serial);
        await using var link = SerialLink.Open(host.Connection);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => link.SendAsync(new byte[1 << 20], sensitive: false, cancel.Token).AsTask().WaitAsync(s_limit));
    }

    /// <summary>socat is the other end: a terminal that none of our code made.</summary>
    [Fact]
    public async Task Link_ToSocat_CarriesBytesAndSeesItEnd()
    {
        var folder = Directory.CreateTempSubdirectory("tongtang-socat-").FullName;
        var path = Path.Combine(folder, "port");
        using var socat = Process.Start(new ProcessStartInfo("socat", [$"PTY,link={path},rawer", "EXEC:cat"]))!;
        try
        {
            for (var tries = 0; !File.Exists(path) && tries < 500; tries++) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            await using var link = SerialLink.Open(new DeviceConnection { Kind = ConnectionKind.Serial, Path = path, Baud = 19200 });
            byte[] sent = [0, 3, 4, 10, 13, 17, 19, 26, 127, 255];
            await link.SendAsync(sent, sensitive: false, CancellationToken.None);
            Assert.Equal(sent, await ReadAsync(link, sent.Length));
            socat.Kill();
            await Assert.ThrowsAsync<DeviceException>(() => ReadAsync(link, 1));
        }
        finally
        {
            socat.Kill();
            await socat.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Echo_OfTheAdapter_IsTakenOut()
    {
        await using var host = SimulatorHost.Start(new Repeater(Answer: [9, 9, 1]), ConnectionKind.Serial);
        await using var link = SerialLink.Open(host.Connection with { Echo = true });
        await link.SendAsync(new byte[] { 1, 2, 3 }, sensitive: false, CancellationToken.None);
        Assert.Equal([9, 9, 1], await ReadAsync(link, 3));
    }

    [Theory]
    [InlineData("010203", "010203040506", "040506")]
    [InlineData("010203", "0101", "01")]
    [InlineData("010203", "0A0B0C", "0A0B0C")]
    [InlineData("", "0102", "0102")]
    public void Discarder_GivenWhatCameIn_KeepsWhatTheOtherSaid(string sent, string received, string kept)
    {
        var discarder = new EchoDiscarder();
        discarder.Sent(Convert.FromHexString(sent));
        var bytes = Convert.FromHexString(received);
        var length = 0;
        // Byte by byte is the worst that may happen.
        for (var i = 0; i < bytes.Length; i++)
        {
            if (discarder.Keep(bytes.AsSpan(i, 1)) == 1) bytes[length++] = bytes[i];
        }

        Assert.Equal(kept, Convert.ToHexString(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Ports_OfAMachine_HaveStableNamesFirst()
    {
        var root = Directory.CreateTempSubdirectory("tongtang-ports-").FullName;
        try
        {
            foreach (var (name, type) in new[] { ("ttyS0", "4"), ("ttyS1", "0"), ("ttyUSB0", null), ("ttyUSB1", null), ("tty1", "") })
            {
                var entry = Directory.CreateDirectory(Path.Combine(root, "sys/class/tty", name)).FullName;
                if (type is { Length: > 0 }) File.WriteAllText(Path.Combine(entry, "type"), type);
                if (type != "") Directory.CreateDirectory(Path.Combine(entry, "device"));
            }

            var byId = Directory.CreateDirectory(Path.Combine(root, "dev/serial/by-id")).FullName;
            var byPath = Directory.CreateDirectory(Path.Combine(root, "dev/serial/by-path")).FullName;
            foreach (var device in new[] { "ttyUSB0", "ttyUSB1" }) File.WriteAllText(Path.Combine(root, "dev", device), "");
            File.CreateSymbolicLink(Path.Combine(byId, "usb-1a86_USB_Serial-if00-port0"), "../../ttyUSB1");
            File.CreateSymbolicLink(Path.Combine(byPath, "pci-0000:00:14.0-usb-0:1:1.0-port0"), "../../ttyUSB0");
            File.CreateSymbolicLink(Path.Combine(byPath, "pci-0000:00:14.0-usb-0:2:1.0-port0"), "../../ttyUSB1");
            Assert.Equal(
                ["ttyS0", "pci-0000:00:14.0-usb-0:1:1.0-port0", "usb-1a86_USB_Serial-if00-port0"],
                SerialPorts.List(root).Select(port => port.Name));
            Assert.Equal(Path.Combine(byId, "usb-1a86_USB_Serial-if00-port0"), SerialPorts.List(root)[2].Path);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<byte[]> ReadAsync(ILink link, int length)
    {
        var bytes = new byte[length];
        for (var filled = 0; filled < length;) filled += await link.ReceiveAsync(bytes.AsMemory(filled), CancellationToken.None).AsTask().WaitAsync(s_limit);
        return bytes;
    }

    /// <summary>Says what it hears, and then its answer.</summary>
    private sealed record Repeater(byte[]? Answer = null) : ISimulator
    {
        public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
        {
            var buffer = new byte[1024];
            while (true)
            {
                var length = await line.ReceiveAsync(buffer, cancellationToken);
                await line.SendAsync(buffer.AsMemory(0, length), sensitive: false, cancellationToken);
                if (Answer is not null) await line.SendAsync(Answer, sensitive: false, cancellationToken);
            }
        }
    }

    private sealed class Deaf : ISimulator
    {
        public Task ServeAsync(ILink line, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
