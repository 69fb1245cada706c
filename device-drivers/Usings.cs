global using Tongtang.DeviceDrivers.Contract;
