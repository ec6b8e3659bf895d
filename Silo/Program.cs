using InfernoOrleans.Silo;

return await SiloProgram.RunAsync(args);
