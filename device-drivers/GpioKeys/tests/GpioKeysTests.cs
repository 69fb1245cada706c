using Tongtang.DeviceDrivers.GpioKeys;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Tests.PjLink;
using Tongtang.DeviceDrivers.Transport.Gpio;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.GpioKeys;

public sealed class GpioKeysConformance : DriverConformance
{
    private protected override Bench NewBench() => GpioKeysTests.New();

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("", 0);

    protected override bool SilenceIsNormal => true;

    private protected override Task TouchAsync(Bench bench) => ((GpioKeysSimulator)bench.Simulator).PressAsync(0);
}

public sealed class GpioKeysTests
{
    [Fact]
    public async Task Keys_Pressed_AreToldAndLightsBurn()
    {
        await using var bench = New();
        await using var driver = await bench.StartAsync();
        var chip = (GpioKeysSimulator)bench.Simulator;
        await chip.PressAsync(1);
        await chip.PressAsync(7);
        await Heard.CountAsync<KeyNews>(bench, 2);
        Assert.Equal([new KeyNews("stop", true), new("stop", false)], bench.News.OfType<KeyNews>());

        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, PjLinkTests.Command("key", "led", ("key", "stop"), ("on", true))));
        for (var tries = 0; chip.Lights != 2 && tries < 2000; tries++) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        Assert.Equal(2ul, chip.Lights);
    }

    [Fact]
    public void Request_ForKeys_IsTheKernelsStructure()
    {
        var request = GpioRequest.Build(new GpioLines { Names = ["17", "27"], ActiveLow = true, Debounce = TimeSpan.FromMilliseconds(20) }, [17, 27]);
        Assert.Equal(592, request.Length);
        // The request number repeats the size.
        Assert.Equal(592u, (uint)(GpioRequest.GetLine >> 16) & 0x3FFF);
        Assert.Equal((uint)GpioRequest.LineInfoLength, (uint)(GpioRequest.GetLineInfo >> 16) & 0x3FFF);
        Assert.Equal((uint)GpioRequest.ChipInfoLength, (uint)(GpioRequest.GetChipInfo >> 16) & 0x3FFF);
        Assert.Equal([17, 0, 0, 0, 27], request[..5]);
        Assert.Equal("tongtang"u8.ToArray(), request[256..264]);
        // Active low, input, both edges, pulled up.
        Assert.Equal(2 + 4 + 16 + 32 + 256, BitConverter.ToUInt64(request, 288) is var flags ? (int)flags : 0);
        Assert.Equal([1, 3, 20000, 3, 2], [BitConverter.ToInt32(request, 296), BitConverter.ToInt32(request, 320), BitConverter.ToInt32(request, 328), BitConverter.ToInt32(request, 336), BitConverter.ToInt32(request, 560)]);
        Assert.Equal(8 + 0, (int)BitConverter.ToUInt64(GpioRequest.Build(new GpioLines { Names = ["5"], Output = true }, [5]), 288));
    }

    [Fact]
    public void Edges_GivenAnyBytes_NeverFall() => Fuzz.RunBriefly("GPIO edges", [new GpioEdge(5, true, 1).Write()], bytes => Cutting.All(GpioEdge.Frames, bytes, frame => _ = GpioEdge.Read(frame)));

    internal static Bench New() => new("gpio-keys", ConnectionKind.Gpio, time => new GpioKeysSimulator(time), new Dictionary<string, DeviceValue> { ["keys"] = "GPIO17=start 27=stop", ["lights"] = "22=start 23=stop" });
}
