using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Tests.Devices;

public sealed class UsageHoursTests : IDisposable
{
    private static readonly Capability s_power = Capabilities.Power;
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly LogWatch _logs = new();
    private readonly DeviceBook _book = new();

    [Fact]
    public void DeviceThatTellsNone_IsCountedWhileItIsOn()
    {
        Put("panel", power: "on");
        Put("lamp", power: "standby");
        Put("sensor", power: null);
        Run(minutes: 90);
        Assert.Equal(1.5, Hours("panel"));
        Assert.Equal(0, Hours("lamp"));
        Assert.Null(Hours("sensor"));
    }

    [Fact]
    public void Restarted_GoesOnWhereItWas()
    {
        Put("panel", power: "on");
        Run(minutes: 60);
        Put("panel", power: "on");
        Run(minutes: 60);
        Assert.Equal(2, Hours("panel"));
    }

    [Theory]
    [InlineData("usage_hours")]
    [InlineData("lamp_hours")]
    public void DeviceThatTellsItsOwn_IsNotCounted(string reading)
    {
        Put("projector", "on", Capabilities.Readings([KnownReadings.Of(reading)]));
        _book.Hear("projector", new ReadingNews(reading, 5000));
        Run(minutes: 60);
        Assert.Equal(5000, _book.Find("projector")!.Readings[reading]);
        Assert.Single(_book.Find("projector")!.Readings);
    }

    [Fact]
    public void DeviceThatTurnsOutToTellNone_IsCountedFromThenOn_AndItsOtherReadingsStay()
    {
        Put("projector", "on", Capabilities.Readings([KnownReadings.Of("lamp_hours")]));
        _book.Hear("projector", new CapabilityNews([s_power, Capabilities.Readings([KnownReadings.Of("temperature_celsius")])]));
        Run(minutes: 60);
        Assert.Equal(1, Hours("projector"));
        Assert.Equal(["temperature_celsius", "usage_hours"], _book.Find("projector")!.Capabilities.Single(capability => capability.Id == "reading").Properties.Select(property => property.Name));
    }

    [Fact]
    public void OfflineDevice_IsNotCounted()
    {
        Put("panel", power: "on");
        _book.Update("panel", device => device with { Health = DeviceHealth.Offline });
        Run(minutes: 60);
        Assert.Equal(0, Hours("panel"));
    }

    [Fact]
    public void DamagedFile_IsTakenFromItsCopy_ElseBeginsAnewAndSaysSo()
    {
        Put("panel", power: "on");
        Run(minutes: 60);
        File.WriteAllText(Path, "{");
        Run(minutes: 60);
        Assert.Equal(2, Hours("panel"));
        File.WriteAllText(Path, """{"panel":-1}""");
        File.WriteAllText(Path + ".copy", "");
        var repairs = Run(minutes: 60);
        Assert.Equal(1, Hours("panel"));
        Assert.Equal("usage-hours.json", repairs.All[^1].File);
    }

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Dispose();
    }

    private string Path => System.IO.Path.Combine(_folder.Path, "usage-hours.json");

    private StoreRepairs Run(int minutes)
    {
        var repairs = new StoreRepairs(new DataFolder(_folder.Path), _time, _logs.Logger<StoreRepairs>());
        var hours = new UsageHours(Path, _book, repairs, _time, _logs.Logger<UsageHours>());
        for (var i = 0; i < minutes; i++) hours.Count(TimeSpan.FromMinutes(1));
        hours.Save();
        return repairs;
    }

    private double? Hours(string id) => _book.Find(id)!.Readings.TryGetValue("usage_hours", out var hours) ? hours : null;

    private void Put(string id, string? power, params Capability[] more)
    {
        var device = new DeviceSnapshot
        {
            Options = new DeviceOptions { Id = id, Name = id, Driver = "pjlink", Connection = new DeviceConnection { Kind = ConnectionKind.Tcp } },
            Health = DeviceHealth.Online,
            Since = _time.GetUtcNow(),
            Capabilities = power is null ? more : [s_power, .. more],
        };
        _book.Put(device);
        if (power is not null) _book.Hear(id, new StateNews("power", power));
    }
}
