#!/bin/sh
# Makes model.safetensors from weights of phantom-em. Run it in an empty folder; it goes on where it was stopped.
#   sh datasets/models/phantom-tomogram/train.sh tomogram-init.safetensors   # which phantom-em/train.sh leaves
set -e
here=$(cd "$(dirname "$0")" && pwd)
floodlight() { node "$here/../../../scripts/floodlight.mjs" "$@"; }

labels='' images='' classes=''
for seed in 301 302 303 304 305 306; do
  [ -d "tm$seed" ] || floodlight phantom "tm$seed" --style tomogram --seed $seed --size 224,224,96
  [ -f "tm$seed/af.h5" ] || floodlight partitions "tm$seed/labels" "tm$seed/af.h5:af" --lom-radius 24,24,24 --min-size 2000 \
    --thresholds 0.025,0.05,0.075,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9
  images="$images,t$seed:tm$seed/tomogram.mrc" labels="$labels,t$seed:tm$seed/labels" classes="$classes,t$seed:tm$seed/af.h5:af"
done
[ -f coordinates.tfr.gz ] || floodlight coordinates "${classes#,}" coordinates.tfr.gz --margin 16,24,24
floodlight train --train_coords coordinates.tfr.gz --data_volumes "${images#,}" --label_volumes "${labels#,}" \
  --image_mean 0.05 --image_stddev 0.77 --optimizer adam --train_dir tomogram --init "${1:?tomogram-init.safetensors of phantom-em/train.sh}" \
  --model_args '{"depth":6,"features":16,"fov_size":[21,21,11],"deltas":[6,6,3]}' \
  --learning-rate 0.0004 --learning-rate-decay-factor 0.5 --decay-steps 2500 --average-decay 0.999 --threshold 0.75 --max-steps 5600
floodlight import-checkpoint tomogram/model-5600.safetensors model.safetensors --resolution 4,4,4 --polarity dark-membranes --force
