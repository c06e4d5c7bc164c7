using Wattd.Gpu.NvidiaSmi;

if (ExecBoundToParent.IsAskedFor(args))
    return ExecBoundToParent.Run(args);

return 0;
