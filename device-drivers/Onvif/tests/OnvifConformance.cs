using Tongtang.DeviceDrivers.Onvif;
using Tongtang.DeviceDrivers.Tests.Conformance;

namespace Tongtang.DeviceDrivers.Tests.Onvif;

public sealed class OnvifConformance : DriverConformance
{
    private protected override Bench NewBench() => OnvifTests.New(time => new OnvifSimulator(time) { User = "admin", Password = "s3cret-Passwort" }, ("user", "admin"), ("password", "s3cret-Passwort"));

    protected override DeviceCommand Command => OnvifTests.Command("zoom", ("position", 0.5));

    protected override (string Property, DeviceValue Value) Effect => ("zoom", 0.5);

    protected override DeviceCommand? Refused => OnvifTests.Command("recall", ("preset", 7));

    /// <summary>Between requests there is no line.</summary>
    protected override bool SeesBrokenLines => false;
}
