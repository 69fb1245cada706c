using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Visca;

namespace Tongtang.DeviceDrivers.Tests.Visca;

/// <summary>The suite over every kind of line that cameras have.</summary>
public abstract class ViscaConformance(ConnectionKind kind, bool header) : DriverConformance
{
    private protected override Bench NewBench() => ViscaTests.New(kind, time => new ViscaSimulator(time) { Camera = new(time) { IsOn = true }, HasHeader = header });

    protected override DeviceCommand Command => ViscaTests.Command("ptz", "zoom", ("position", 0.5));

    protected override (string Property, DeviceValue Value) Effect => ("zoom", 0.5);

    protected override DeviceCommand? Refused => ViscaTests.Command("ptz", "home");

    protected override bool SeesBrokenLines => kind != ConnectionKind.Udp;

    private protected override async Task PrepareRefusalAsync(Bench bench, IDriver driver)
    {
        await bench.RunAsync(driver, ViscaTests.Command("power", "off"));
        await bench.UntilAsync(driver, "power", "standby");
    }
}

public sealed class ViscaOverTcpConformance() : ViscaConformance(ConnectionKind.Tcp, header: false);

public sealed class ViscaOverUdpConformance() : ViscaConformance(ConnectionKind.Udp, header: false);

public sealed class ViscaOverIpConformance() : ViscaConformance(ConnectionKind.Udp, header: true);

public sealed class ViscaOverSerialConformance() : ViscaConformance(ConnectionKind.Serial, header: false);
